"""Staff hand a file in, watch it and read what is wrong with it (Q4, O5)."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from imports.models import Policy, ProductImport, RowError
from imports.services.apply_chunk import apply_chunk
from imports.tests.importing import checked, handed_in, imported
from testing.factories import UserFactory
from testing.queries import captured_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bucket")]

ADD = "/admin/imports/productimport/add/"
HEAD = "sku,name,category,price\n"
GOOD = HEAD + "mug,Mug,kitchen,8.50\n"


@pytest.fixture
def desk(site, shop):
    """The browser of somebody who may import and do nothing else."""
    clerk = UserFactory(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="add_productimport"))
    site.force_login(clerk)
    return site


def hand_in(desk, data, policy=Policy.ALL_OR_NOTHING, name="spring.csv"):
    """Send the form."""
    return desk.post(ADD, {"policy": policy, "file": SimpleUploadedFile(name, data, "text/csv")})


def test_a_file_that_is_handed_in_waits_for_the_workers_and_is_watched(desk):
    """The answer leads to its progress, as a page and as JSON (Q4)."""
    answer = hand_in(desk, GOOD.encode(), name="<b>spring<b>.csv")
    kept = ProductImport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/imports/productimport/{kept.pk}/progress/")
    page = desk.get(answer["Location"]).content.decode()
    assert "Waiting" in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "&lt;b&gt;spring&lt;b&gt;.csv" in page
    assert 'action="/admin/imports/productimport/' in page
    figures = desk.get(f"/admin/imports/productimport/{kept.pk}/progress.json").json()
    assert (figures["state"], figures["rows"], figures["percent"], figures["open"]) == ("waiting", 1, 0, True)
    assert desk.get(f"/admin/imports/productimport/{kept.pk}/change/")["Location"] == answer["Location"]
    assert kept.requested_by.email in desk.get("/admin/imports/productimport/").content.decode()


@pytest.mark.parametrize("data", [b"name,price\nMug,1\n", b"\x00" * 50, "sku\nä\n".encode("latin-1"), b""])
def test_what_is_no_table_of_products_is_refused_by_the_form(desk, bucket, data):
    """In words, and nothing of it is kept (Q4, O5)."""
    answer = hand_in(desk, data)
    assert answer.status_code == 200
    assert answer.context["adminform"].errors["file"]
    assert not ProductImport.objects.exists()
    assert list(bucket.rglob("*.csv")) == []


def test_the_page_says_what_is_wrong_and_costs_the_same_for_many_errors(desk):
    """The first of them, with their remedies; none of it is run by the browser (Q4, O5)."""
    costs = []
    for number in (1, 1, 30):  # the first also fills Django's own caches
        refused = imported(HEAD + "<script>,Mug,kitchen,1\n" + "".join(f"a-{n},A,kitchen,-1\n" for n in range(number)))
        with captured_queries() as queries:
            page = desk.get(f"/admin/imports/productimport/{refused.pk}/progress/").content.decode()
        costs.append(len(queries))
    assert costs[1] == costs[2], costs
    assert "Refused: nothing was written" in page
    assert "the price -1 is negative" in page
    assert "Write 0 or more." in page
    assert "&lt;script&gt;" in page
    assert "refresh" not in page.replace("Look again", "")


def test_the_list_of_errors_runs_no_formula_where_it_is_opened(desk):
    """A cell that began with =, +, - or @ in the file begins with an apostrophe in the list (Q4, O5)."""
    hostile = ['=HYPERLINK("http://example.com")', "+1", "-2", "@SUM(1)", "\tx", "plain"]
    refused = handed_in(GOOD)
    chunk = refused.chunks.get()
    RowError.objects.bulk_create(
        RowError(chunk=chunk, line=n, problem=cell, fix=cell) for n, cell in enumerate(hostile)
    )
    answer = desk.get(f"/admin/imports/productimport/{refused.pk}/errors.csv")
    assert answer["Content-Disposition"].startswith("attachment")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text)))
    assert table[0] == ["line", "column", "what is wrong", "how to fix it"]
    assert [row[2] for row in table[1:]] == [f"'{cell}" for cell in hostile[:5]] + ["plain"]


def test_staff_cancel_what_is_running(desk):
    """By a POST only; the page then offers it no more (Q4)."""
    running = checked(GOOD)
    address = f"/admin/imports/productimport/{running.pk}/cancel/"
    assert desk.get(address).status_code == 405
    page = desk.post(address, follow=True, HTTP_SEC_FETCH_SITE="same-origin").content.decode()
    assert "Cancelled by staff" in page
    assert address not in page
    apply_chunk(running.pk, 1)
    assert running.chunks.get().applied_at is None
    again = desk.post(address, follow=True, HTTP_SEC_FETCH_SITE="same-origin").content.decode()
    assert "It was over already." in again


def test_who_may_only_look_starts_and_stops_nothing(site, shop):
    """Looking is a right of its own; nobody edits or deletes an import (O5)."""
    running = handed_in(GOOD)
    clerk = UserFactory(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_productimport"))
    site.force_login(clerk)
    page = f"/admin/imports/productimport/{running.pk}/"
    assert site.get(f"{page}progress/").status_code == 200
    assert f"{page}cancel/" not in site.get(f"{page}progress/").content.decode()
    assert site.post(f"{page}cancel/", HTTP_SEC_FETCH_SITE="same-origin").status_code == 403
    assert hand_in(site, GOOD.encode()).status_code == 403
    assert site.get(f"{page}delete/").status_code == 403


def test_the_command_hands_a_file_in_or_says_why_not(shop, tmp_path, capsys):
    """The same as the form; a file that is refused is an error of the command (Q4)."""
    file = tmp_path / "good.csv"
    file.write_text(GOOD)
    call_command("import_products", str(file), policy="good_rows")
    kept = ProductImport.objects.get()
    assert (kept.file_name, kept.policy, kept.state) == ("good.csv", "good_rows", "waiting")
    assert f"import {kept.pk}: 1 rows handed to the workers" in capsys.readouterr().out
    file.write_text("price\n1\n")
    with pytest.raises(CommandError, match="“sku” is missing"):
        call_command("import_products", str(file))
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_products", str(tmp_path / "none.csv"))
