"""Staff upload pictures on a product's page of the administration, and read there what became of them (Q4, O5)."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue.models import Product
from media.models import PictureUpload
from media.tests.photographs import archive, bomb, handed_in, made, noise, photograph
from testing.factories import UserFactory
from testing.queries import captured_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bucket")]


def page_of(product):
    """The product's page in the administration."""
    return reverse("admin:catalogue_product_change", args=[product.pk])


def send(desk, product, *files, uploads=0, **more):
    """Save the product's form with files; `uploads` is how many the page shows already."""
    fields = ("name", "slug", "description", "price", "status", "stock", "material", "colour", "dimensions")
    form = {field: getattr(product, field) for field in fields}
    form |= {"category": product.category_id, "picture_alt": "A spade in the snow"}
    form |= {"uploads-TOTAL_FORMS": uploads, "uploads-INITIAL_FORMS": uploads, **more}
    form["new_pictures"] = [SimpleUploadedFile(name, data, content_type="image/jpeg") for name, data in files]
    return desk.post(page_of(product), form, HTTP_SEC_FETCH_SITE="same-origin")


def test_uploaded_pictures_are_on_the_product_s_page(desk, shop):
    """The first in the place of its picture, the others below, with text for those who do not see them (Q4)."""
    spade = shop["spade"]
    answer = send(desk, spade, ("front.png", photograph()), ("back.webp", noise("WEBP")), ("side.jpg", noise()))
    assert answer.status_code == 302, answer.context["adminform"].errors
    uploads = list(PictureUpload.objects.order_by("pk"))
    assert [(upload.file_name, upload.is_main) for upload in uploads] == [
        ("front.png", True), ("back.webp", False), ("side.jpg", False)
    ]  # fmt: skip
    assert Product.objects.get(slug="spade").picture == ""
    waiting = desk.get(page_of(spade)).content.decode()
    assert waiting.count("Being made") == 3
    for upload in reversed(uploads):
        made(upload)
    assert desk.get(page_of(spade)).content.decode().count("Shown") == 3
    desk.logout()
    page = desk.get("/products/spade/").content.decode()
    shown = [PictureUpload.objects.get(pk=upload.pk).picture for upload in uploads]
    places = [page.index(f"/media/{base}-640.webp") for base in shown]
    assert places == sorted(places)
    for alt in ("A spade in the snow", "Spade, picture 2", "Spade, picture 3"):
        assert f'alt="{alt}"' in page
    assert desk.get(f"/media/{shown[2]}-320.avif").status_code == 200


def test_all_of_them_may_go_below_the_picture_there_is(desk, shop):
    """And each may be taken away again, which the page shows at once (Q4, C7)."""
    Product.objects.filter(slug="spade").update(picture="pictures/drawn-1/spade-0123456789ab")
    send(desk, shop["spade"], ("more.jpg", noise()), keep_picture="on")
    upload = PictureUpload.objects.get()
    made(upload)
    upload.refresh_from_db()
    assert Product.objects.get(slug="spade").picture == "pictures/drawn-1/spade-0123456789ab"
    visitor = desk.__class__(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https")
    assert upload.picture in visitor.get("/products/spade/").content.decode()
    row = {"uploads-0-id": upload.pk, "uploads-0-product": shop["spade"].pk, "uploads-0-DELETE": "on"}
    assert send(desk, Product.objects.get(slug="spade"), uploads=1, **row).status_code == 302
    assert upload.picture not in visitor.get("/products/spade/").content.decode()


def test_a_product_has_no_more_pictures_than_its_page_shows(desk, shop, monkeypatch):
    """Those that are being made count; the form says how many there is room for (Q4)."""
    monkeypatch.setattr("media.selectors.MOST_FURTHER", 2)
    spade = shop["spade"]
    assert send(desk, spade, *[(f"{n}.jpg", noise()) for n in range(3)]).status_code == 302
    answer = send(desk, Product.objects.get(pk=spade.pk), ("3.jpg", noise()), keep_picture="on", uploads=3)
    assert answer.status_code == 200
    assert "there is room for 0" in answer.context["adminform"].errors["new_pictures"][0]
    assert PictureUpload.objects.count() == 3


def test_a_picture_that_is_deleted_elsewhere_disappears_from_the_page_too(site, shop):
    """Whoever deletes it: the cached page is forgotten (C7)."""
    [below] = handed_in(shop["spade"], noise(), with_main=False)
    made(below)
    below.refresh_from_db()
    assert below.picture in site.get("/products/spade/").content.decode()
    below.delete()
    assert "More pictures" not in site.get("/products/spade/").content.decode()


HOSTILE = {
    "page.jpg": b"<html><script>alert(1)</script></html>",
    "drawing.jpg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "archive.jpg": archive(),
    "still.gif": photograph(kind="GIF"),
    "gif.jpg": photograph(kind="GIF"),
    "bomb.png": bomb(),
    "dot.png": photograph(size=(8, 8)),
    "empty.png": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_is_refused_by_the_form_and_changes_nothing(desk, shop, bucket, name):
    """Beside a good one too; neither rows nor objects are left, and a bomb is not decoded (Q4, O5)."""
    answer = send(desk, shop["spade"], ("good.png", photograph()), (name, HOSTILE[name]))
    assert answer.status_code == 200
    [error] = answer.context["adminform"].errors["new_pictures"]
    assert error.startswith((f"{name}: ", "The submitted file is empty"))
    assert not PictureUpload.objects.exists()
    assert list(bucket.rglob("*.*")) == []


def test_what_is_found_broken_later_is_told_on_the_product_s_page(desk, shop):
    """The header was fine, the rest is missing; the product shows what it showed (Q4)."""
    assert send(desk, shop["spade"], ("cut.jpg", noise(size=(300, 200))[:4_000])).status_code == 302
    made(PictureUpload.objects.get())
    page = desk.get(page_of(shop["spade"])).content.decode()
    assert "Refused" in page
    assert "This is not a whole picture." in page
    assert Product.objects.get(slug="spade").picture == ""


def test_a_product_s_page_costs_the_same_for_many_uploads(desk, shop):
    """No query a row (D8)."""
    costs = []
    for number in (1, 1, 6):  # the first also fills Django's own caches
        send(desk, Product.objects.get(slug="spade"), *[(f"{n}.png", photograph()) for n in range(number)],
             uploads=PictureUpload.objects.count())  # fmt: skip
        with captured_queries() as queries:
            desk.get(page_of(shop["spade"]))
        costs.append(len(queries))
    assert PictureUpload.objects.count() >= 6
    assert costs[1] == costs[2], costs


def test_who_may_only_look_uploads_nothing(site, shop):
    """The form is not theirs (O5)."""
    clerk = UserFactory(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_product"))
    site.force_login(clerk)
    assert send(site, shop["spade"], ("front.png", photograph())).status_code == 403
    assert not PictureUpload.objects.exists()
