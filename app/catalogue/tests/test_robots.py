"""What search engines are told: robots.txt, the site map, and products as data (C5)."""

import json
import re
from xml.etree import ElementTree

import pytest

from catalogue.models import Product
from catalogue.sitemaps import Products
from catalogue.tests.test_pages import queries

pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(answer):
    """The addresses of a site map."""
    return [node.text for node in ElementTree.fromstring(answer.content).iterfind(".//s:loc", NAMES)]  # noqa: S314  (our own answer)


def test_robots_are_kept_out_of_what_is_somebodys_own(site):
    """And led to the site map."""
    answer = site.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert "Disallow: /account/\n" in text
    assert "Disallow: /search/\n" in text
    assert text.endswith("Sitemap: https://shop.example.com/sitemap.xml\n")


def test_the_site_map_names_every_category_and_every_product_for_sale(shop, site, monkeypatch):
    """In files of a limited size, each address at the shop's own origin, drafts in none."""
    monkeypatch.setattr(Products, "limit", 10)
    files = locations(site.get("/sitemap.xml"))
    assert len(files) == 4
    assert all(address.startswith("https://shop.example.com/sitemap-") for address in files)
    named = [
        address for file in files for address in locations(site.get(file.removeprefix("https://shop.example.com")))
    ]
    products = {f"https://shop.example.com/products/{slug}/" for slug in ["spade", *(f"bowl-{n}" for n in range(25))]}
    assert set(named) == products | {f"https://shop.example.com/?category={name}" for name in ("kitchen", "garden")}
    assert len(named) == len(set(named))


def test_the_site_map_costs_few_queries_and_none_when_cached(shop, site):
    """Never one for each product."""
    for address in ("/sitemap.xml", "/sitemap-products.xml"):
        _, primary, replica = queries(site, address)
        assert (primary, replica <= 4) == (0, True)
        assert sum(queries(site, address)[1:]) == 0


@pytest.mark.parametrize(
    "address",
    ["/sitemap-nope.xml", "/sitemap-products.xml?p=2", "/sitemap-products.xml?p=0", "/sitemap-products.xml?p=x"],
)
def test_other_parts_of_the_site_map_are_not_there(shop, site, address):
    """404, not an error."""
    assert site.get(address).status_code == 404


def test_a_product_is_described_for_machines(shop, site):
    """schema.org data with its price, in a block that its texts cannot end."""
    Product.objects.filter(slug="spade").update(
        name="</script><script>alert(1)</script>", rating_count=4, rating_total=18, picture="pictures/a/b-0123456789ab"
    )
    page = site.get("/products/spade/").content.decode()
    assert "<script>alert" not in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert data["name"] == "</script><script>alert(1)</script>"
    assert data["offers"]["price"] == "30.00"
    assert data["offers"]["availability"] == "https://schema.org/InStock"
    assert data["aggregateRating"] == {"@type": "AggregateRating", "ratingValue": 4.5, "reviewCount": 4}
    assert data["image"] == "https://shop.example.com/media/pictures/a/b-0123456789ab-640.webp"
