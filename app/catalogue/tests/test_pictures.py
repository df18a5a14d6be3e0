"""Pictures: made once, kept for ever, and the only thing that is served of the bucket (C1, W3, O5)."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalogue import pictures
from catalogue.models import Product
from catalogue.services.generate_products import picture_key
from catalogue.services.load_catalogue import load_catalogue
from catalogue.services.make_pictures import FOLDER, Drawn, make_pictures, usable_cpus, wanted_pictures
from catalogue.services.store_picture import store_picture

pytestmark = pytest.mark.django_db

#: bytes of no real picture
FILES = {(width, kind.suffix): f"{width}{kind}".encode() for width in pictures.WIDTHS for kind in pictures.FORMATS}
FOUR = [Drawn("Stool", "Oak", colour) for colour in ("moss", "rose", "ink", "ochre")]


def test_the_number_of_pictures_does_not_depend_on_that_of_products():
    """A few hundred, each for a different key."""
    wanted = wanted_pictures()
    assert 300 < len(wanted) == len({drawn.key for drawn in wanted}) < 500


def test_pictures_are_drawn_once_and_an_interrupted_run_goes_on(bucket):
    """In several processes; the second run finds all, and the third draws the one that lost a file."""
    said = []
    made = make_pictures(FOUR, say=said.append)
    assert said == ["4 of 4 pictures drawn"]
    assert set(made) == {drawn.key for drawn in FOUR}
    before = {file.name: file.stat().st_mtime_ns for file in bucket.rglob("*.*")}
    assert len(before) == 4 * len(FILES)
    assert make_pictures(FOUR, say=said.append) == made
    assert {file.name: file.stat().st_mtime_ns for file in bucket.rglob("*.*")} == before
    default_storage.delete(pictures.object_name(made[FOUR[2].key], 320, "avif"))
    assert make_pictures(FOUR, say=said.append) == made
    assert said[1:] == ["1 of 1 pictures drawn"]


def test_a_product_of_the_catalogue_gets_its_picture_and_keeps_what_it_has(bucket):
    """Also where it was loaded before there were any; one that staff have chosen stays."""
    load_catalogue(number=300, seed=1)
    assert not Product.objects.exclude(picture="").exists()
    oak = Product.objects.filter(material="Oak", name__contains="Stool").first()
    names = {picture_key("Stool", "Oak", oak.colour): "pictures/drawn-1/stool"}
    chosen = Product.objects.filter(material="Oak", name__contains="Stool").exclude(pk=oak.pk).first()
    Product.objects.filter(pk=chosen.pk).update(picture="pictures/uploaded/own")
    assert load_catalogue(number=300, seed=1, pictures=names).pictured >= 1
    oak.refresh_from_db()
    chosen.refresh_from_db()
    assert oak.picture == "pictures/drawn-1/stool"
    assert oak.picture_alt == f"Oak stool in {oak.colour}, drawn"
    assert chosen.picture == "pictures/uploaded/own"
    assert load_catalogue(number=300, seed=1, pictures=names).pictured == 0


def test_a_product_outside_the_vocabulary_gets_a_parcel(bucket, shop):
    """And always the same one."""
    first = store_picture(shop["spade"].pk)
    assert store_picture(shop["spade"].pk) == first
    spade = Product.objects.get(slug="spade")
    assert spade.picture.startswith(f"pictures/{FOLDER}/parcel-")
    assert spade.picture_alt.startswith("Parcel in ")


def test_pages_offer_the_formats_and_widths(bucket, shop, site):
    """AVIF first, WebP for others, sizes for the browser to choose by, and text for those who do not see it."""
    Product.objects.filter(slug="spade").update(picture="pictures/drawn-1/spade-0123456789ab", picture_alt="A spade")
    page = site.get("/products/spade/").content.decode()
    tag = re.search(r"<picture>.*?</picture>", page, re.DOTALL)[0]
    assert tag.index("image/avif") < tag.index("image/webp") < tag.index("<img")
    assert "/media/pictures/drawn-1/spade-0123456789ab-960.avif 960w" in tag
    assert 'src="/media/pictures/drawn-1/spade-0123456789ab-640.webp" alt="A spade" width="640" height="640"' in tag
    assert 'loading="lazy"' not in tag
    # Far down a list: put off until somebody scrolls there.
    Product.objects.filter(slug="bowl-6").update(picture="pictures/drawn-1/bowl-0123456789ab")
    cards = site.get("/?category=kitchen").content.decode()
    assert 'loading="lazy"' in re.search(r"<picture>.*?</picture>", cards, re.DOTALL)[0]


@pytest.mark.parametrize(("suffix", "media_type"), pictures.FORMATS)
def test_a_picture_is_served_for_ever(bucket, site, suffix, media_type):
    """Its name is its content's; no cookie, no sniffing, no query."""
    base = pictures.store("drawn-1", "mug", FILES)
    answer = site.get(f"/media/{pictures.object_name(base, 640, suffix)}")
    assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
    assert answer.content == FILES[640, suffix]
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    assert site.post(f"/media/{pictures.object_name(base, 640, suffix)}").status_code == 405


@pytest.mark.parametrize(
    "name",
    [
        "reports/stock.csv",
        "pictures/drawn-1/mug-0123456789ab-640.csv",
        "pictures/drawn-1/mug-0123456789ab-641.webp",
        "pictures/drawn-1/../../reports/stock.csv",
        "pictures/%2e%2e/reports/stock.csv",
        "pictures/drawn-1/mug-0123456789ab-640.webp\x00",
        "../secret",
        "",
    ],
)
def test_nothing_else_of_the_bucket_is_served(bucket, site, name):
    """Reports live there too."""
    default_storage.save("reports/stock.csv", ContentFile(b"secret"))
    answer = site.get(f"/media/{name}")
    assert answer.status_code == 404
    assert b"secret" not in answer.content


def test_a_picture_that_is_not_there_is_a_404(bucket, site):
    """As a page, which no cache keeps."""
    assert site.get("/media/pictures/drawn-1/mug-0123456789ab-640.webp").status_code == 404


def test_a_bucket_that_does_not_answer_is_a_503(site, settings):
    """With Retry-After, so that the edge goes on serving what it has."""
    options = {"bucket_name": "media", "endpoint_url": "http://127.0.0.1:9", "access_key": "a", "secret_key": "b"}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "config.storage.ObjectStore", "OPTIONS": {**options, "region_name": "local"}},
    }
    answer = site.get("/media/pictures/drawn-1/mug-0123456789ab-640.webp")
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")


def test_a_containers_limit_counts(tmp_path, monkeypatch):
    """Half a CPU is one process; no limit, or none that can be read, is what the machine has."""
    limit = tmp_path / "cpu.max"
    monkeypatch.setattr("catalogue.services.make_pictures.CPU_LIMIT", limit)
    free = usable_cpus()
    limit.write_text("50000 100000\n")
    assert usable_cpus() == 1
    limit.write_text("max 100000\n")
    assert usable_cpus() == free
