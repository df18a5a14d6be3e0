"""Staff bring in products and photographs, and shoppers see them: every part for real, from form to edge (Q4)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page, StorageState, expect

from tests.browser.conftest import Visit
from tests.browser.support.screens import DESK, PHONE

#: milliseconds for the workers, on a busy machine
WORKED_OFF = 120_000
COLUMNS = "sku,name,category,price,stock,status,description"


def table(*rows: str) -> FilePayload:
    """A CSV file as a browser hands it in."""
    return {"name": "arrivals.csv", "mimeType": "text/csv", "buffer": "\n".join([COLUMNS, *rows, ""]).encode()}


@pytest.fixture
def desk(visit: Visit, staff: StorageState) -> Page:
    """The administration, open before an administrator."""
    page = visit(DESK, storage_state=staff)
    page.goto("/admin/")
    return page


@pytest.fixture
def arrivals(desk: Page) -> Iterator[str]:
    """What begins the names of everything that a test brings in; it is taken out again."""
    name = f"verify-{uuid.uuid4().hex[:8]}"
    yield name
    desk.goto(f"/admin/catalogue/product/?q={name}")
    if desk.locator("#action-toggle").count():
        desk.locator("#action-toggle").check()
        desk.get_by_label("Action:").select_option("delete_selected")
        desk.get_by_role("button", name="Go", exact=False).first.click()
        desk.get_by_role("button", name="Yes").click()


def bring_in(page: Page, file: FilePayload) -> None:
    """From the administration's first page to the progress of an import."""
    page.goto("/admin/imports/productimport/add/")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()


def figure(page: Page, name: str) -> str:
    """A row of the table of figures."""
    return page.get_by_role("row", name=name).get_by_role("cell").inner_text()


def photograph(page: Page) -> FilePayload:
    """A JPEG with something in it: what the page looks like now."""
    return {"name": "front.jpg", "mimeType": "image/jpeg", "buffer": page.screenshot(type="jpeg", quality=90)}


def test_products_from_a_file_and_a_photograph_reach_shoppers(desk: Page, visit: Visit, arrivals: str) -> None:
    """An import is watched to its end, a photograph made into pictures, and a phone sees both through the edge (Q4)."""
    rows = [f"{arrivals}-{n},Arrival {n} {arrivals},kitchen,{n}.50,{n},active,Just in." for n in (1, 2, 3)]
    bring_in(desk, table(*rows))
    expect(desk.get_by_role("status")).to_have_text("Done", timeout=WORKED_OFF)
    assert figure(desk, "Products added") == "3"
    assert figure(desk, "Rows with errors") == "0"

    desk.goto(f"/admin/catalogue/product/?q={arrivals}-2")
    desk.get_by_role("link", name=f"Arrival 2 {arrivals}").click()
    desk.get_by_label("New pictures").set_input_files(photograph(desk))
    desk.get_by_label("Picture alt").fill("A table on a screen")
    desk.get_by_role("button", name="Save and continue editing").click()
    uploads = desk.get_by_role("group", name="Uploaded pictures")
    expect(uploads).to_contain_text("front.jpg")
    shown = uploads.get_by_role("img")
    for _ in range(WORKED_OFF // 1000):
        if shown.count():
            break
        desk.wait_for_timeout(1000)
        desk.reload()
    expect(uploads).to_contain_text("Shown")

    shopper = visit(PHONE)
    shopper.goto(f"/products/{arrivals}-2/")
    expect(shopper.get_by_role("heading", level=1)).to_have_text(f"Arrival 2 {arrivals}")
    picture = shopper.get_by_role("img", name="A table on a screen")
    expect(picture).to_be_visible()
    source, width = picture.evaluate("async image => (await image.decode(), [image.currentSrc, image.naturalWidth])")
    assert source.endswith(".avif"), source
    assert "/media/pictures/" in source
    assert width > 0


def test_a_file_with_mistakes_is_answered_with_each_of_them(desk: Page, arrivals: str) -> None:
    """Line, column, what and how to fix it; all or nothing leaves the good row out as well (Q4)."""
    bring_in(
        desk,
        table(
            f"{arrivals}-good,Good,kitchen,1.00,1,active,",
            f"{arrivals}-dear,Dear,kitchen,a lot,1,active,",
            f"{arrivals}-lost,Lost,no-such-category,1.00,1,active,",
        ),
    )
    expect(desk.get_by_role("status")).to_have_text("Refused: nothing was written", timeout=WORKED_OFF)
    desk.reload()
    mistakes = desk.locator("table").filter(has_text="How to fix it")
    expect(mistakes.get_by_role("row").filter(has_text="price")).to_have_count(1)
    expect(mistakes.get_by_role("row").filter(has_text="category")).to_have_count(1)
    desk.goto(f"/admin/catalogue/product/?q={arrivals}")
    expect(desk.get_by_text("0 results")).to_be_visible()


def test_a_file_that_is_no_picture_is_refused_at_once(desk: Page) -> None:
    """In words beside the field, and the product keeps what it has (Q4, O5)."""
    desk.goto("/admin/catalogue/product/")
    desk.locator("#result_list tbody th a").first.click()
    desk.get_by_label("New pictures").set_input_files(
        {"name": "front.jpg", "mimeType": "image/jpeg", "buffer": b"<svg onload=alert(1)>"}
    )
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".errorlist")).to_contain_text("front.jpg")
