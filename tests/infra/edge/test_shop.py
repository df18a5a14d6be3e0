"""The shop behind the edge, as a visitor meets it (W3, C5, C6, S2)."""

from __future__ import annotations

import json
import re
import uuid
from html import unescape

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.postgres import Postgres
from tests.infra.support.site import Site
from tests.infra.support.waiting import wait_until
from topology import Topology

PRODUCT_LINK = re.compile(r'href="(/products/[a-z0-9-]+/)"')
NEXT_LINK = re.compile(r'<link rel="next" href="([^"]+)">')
STYLESHEET = re.compile(r'href="(/static/[^"]+\.css)"')
PICTURE = re.compile(r'src="(/media/[^"]+)"')
PAGE_SIZE = 20
YEAR_SECONDS = 31_536_000


@pytest.fixture(scope="module")
def front_page(site: Site) -> str:
    """The first page's HTML."""
    answer = site.get("/")
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def test_the_catalogue_has_the_topologys_size(postgres: Postgres, topology: Topology) -> None:
    """As many products as the stack file asks for are in the database (issue: the first shop, D5)."""
    assert int(postgres.value("SELECT count(*) FROM catalogue_product")) == topology.catalogue.products


def test_the_front_page_lists_twenty_products(front_page: str) -> None:
    """The list page shows 20 products, each with a link to its own page (C5)."""
    assert len(set(PRODUCT_LINK.findall(front_page))) == PAGE_SIZE


def test_a_product_page_shows_its_product(site: Site, postgres: Postgres, front_page: str) -> None:
    """The page behind a link carries the product's name and price from the database (C5, C6)."""
    path = PRODUCT_LINK.findall(front_page)[0]
    slug = path.split("/")[2]
    ((name, price),) = postgres.sql(f"SELECT name, price FROM catalogue_product WHERE slug = '{slug}'")
    page = site.get(path)

    assert page.status_code == 200
    assert name in page.text
    assert price in page.text.replace(",", "")


def test_pages_follow_one_another(site: Site, front_page: str) -> None:
    """The second page shows other products than the first (C5)."""
    (address,) = NEXT_LINK.findall(front_page)
    second = PRODUCT_LINK.findall(site.get(unescape(address)).text)

    assert len(set(second)) == PAGE_SIZE
    assert not set(second) & set(PRODUCT_LINK.findall(front_page))


@pytest.mark.parametrize(
    "path", ["/no-such-page/", "/products/no-such-product/", "/?category=no-such", "/?after=x", "/?before=%00"]
)
def test_what_does_not_exist_is_a_page_of_its_own(site: Site, path: str) -> None:
    """Unknown addresses answer 404 with the shop's page, which gives nothing of its inside away (O5)."""
    answer = site.get(path)

    assert answer.status_code == 404
    assert "text/html" in answer.headers["content-type"]
    assert "DEBUG" not in answer.text
    assert "Traceback" not in answer.text


def test_stylesheets_are_hashed_and_immutable(site: Site, front_page: str) -> None:
    """A file's name carries its content, so browsers may keep it for a year without asking again (W3)."""
    path = STYLESHEET.findall(front_page)[0]
    answer = site.get(path)

    assert re.search(r"\.[0-9a-f]{8,}\.css$", path)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert int(re.findall(r"max-age=(\d+)", answer.headers["cache-control"])[0]) >= YEAR_SECONDS


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_stylesheets_come_compressed(site: Site, front_page: str, encoding: str) -> None:
    """Static files are sent in the encoding asked for, from the copy made at build time (W3, W4)."""
    answer = site.get(STYLESHEET.findall(front_page)[0], headers={"Accept-Encoding": encoding})

    assert answer.headers["content-encoding"] == encoding


def test_the_page_loads_nothing_from_elsewhere(site: Site, front_page: str) -> None:
    """All a page refers to is on the site: no foreign server learns of its visitors (W3, O5)."""
    absolute = re.findall(r'(?:src|href|srcset)="((?:https?:)?//[^"]+)"', front_page)

    assert [address for address in absolute if not address.startswith(f"{site.origin}/")] == []


def test_the_admin_asks_for_a_login(site: Site) -> None:
    """The admin is there, behind a login form with a CSRF token, and never cached (O5)."""
    with site.browse() as client:
        redirect = client.get("/admin/")
        login = client.get("/admin/login/")
        again = client.get("/admin/login/")

    assert redirect.status_code == 302
    assert login.status_code == 200
    assert "csrfmiddlewaretoken" in login.text
    assert again.headers["x-cache"] != "HIT"


@pytest.mark.parametrize(
    "path", ["/livez", "/readyz", "/metrics", "/livez/", "/metrics?x=1", "/.//metrics", "/%6detrics"]
)
def test_the_inside_is_not_shown_outside(site: Site, path: str) -> None:
    """Health and metrics are for the cluster alone; through the edge they do not exist (O2, M1)."""
    answer = site.get(path)

    assert answer.status_code == 404
    assert "python_info" not in answer.text


def test_a_claimed_address_is_not_believed(kube: Kube, site: Site) -> None:
    """X-Forwarded-For and its like from a visitor change nothing: the log has the connection's own address (W4, O5)."""
    claimed = "203.0.113.7"
    path = f"/?verify={uuid.uuid4().hex}"
    names = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto")
    assert site.get(path, headers=dict.fromkeys(names, claimed)).status_code == 200

    def logged() -> list[dict[str, str]]:
        lines = kube.run("logs", "-n", kube.namespace, "-l", "app.kubernetes.io/component=edge", "--tail=300").out
        return [json.loads(line) for line in lines.splitlines() if path in line]

    (line, *_) = wait_until(logged, seconds=20, what=f"the edge logs {path}")

    assert line["client"] != claimed
    assert line["client"], line
