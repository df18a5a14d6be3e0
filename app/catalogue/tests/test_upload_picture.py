"""Staff give a product a picture of their own in the admin (O5)."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from catalogue import pictures
from catalogue.models import Product

pytestmark = pytest.mark.django_db


def photograph(size=(400, 300), mode="RGB", kind="PNG"):
    """A red picture."""
    file = io.BytesIO()
    Image.new(mode, size, (200, 30, 30, 0)[: len(mode)]).save(file, kind)
    return file.getvalue()


def send(site, product, content, name="photograph.png"):
    """Save the product's form with a file."""
    fields = ("name", "slug", "description", "price", "status", "stock", "material", "colour", "dimensions")
    form = {field: getattr(product, field) for field in fields}
    form |= {"category": product.category_id, "picture_alt": "A spade in the snow"}
    form["new_picture"] = SimpleUploadedFile(name, content, content_type="image/png")
    return site.post(
        reverse("admin:catalogue_product_change", args=[product.pk]), form, HTTP_SEC_FETCH_SITE="same-origin"
    )


def test_an_uploaded_picture_is_on_the_product_s_page(bucket, shop, site, admin_user):
    """As a square, in all widths and formats, with the text that staff wrote."""
    site.force_login(admin_user)
    answer = send(site, shop["spade"], photograph())
    assert answer.status_code == 302, answer.context["adminform"].errors
    spade = Product.objects.get(slug="spade")
    assert spade.picture.startswith(f"pictures/uploaded/product-{spade.pk}-")
    for width in pictures.WIDTHS:
        for kind in pictures.FORMATS:
            with default_storage.open(pictures.object_name(spade.picture, width, kind.suffix)) as file:
                assert Image.open(io.BytesIO(file.read())).size == (width, width)
    site.logout()
    page = site.get("/products/spade/").content.decode()
    assert f"/media/{spade.picture}-640.webp" in page
    assert 'alt="A spade in the snow"' in page
    assert site.get(f"/media/{spade.picture}-640.webp").status_code == 200


def test_what_a_picture_lets_through_is_white(bucket, shop, site, admin_user):
    """Not black, as encoders would have it."""
    site.force_login(admin_user)
    assert send(site, shop["spade"], photograph(mode="RGBA")).status_code == 302
    with default_storage.open(f"{Product.objects.get(slug='spade').picture}-320.webp") as file:
        assert min(Image.open(io.BytesIO(file.read())).convert("RGB").getpixel((160, 160))) > 245


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", photograph()[:100], photograph(size=(8, 8))])
def test_what_is_no_picture_is_refused_and_changes_nothing(bucket, shop, site, admin_user, content):
    """The form says why; neither the row nor the bucket has anything of it."""
    site.force_login(admin_user)
    answer = send(site, shop["spade"], content)
    assert answer.status_code == 200
    assert "new_picture" in answer.context["adminform"].errors
    assert Product.objects.get(slug="spade").picture == ""
    assert list(bucket.rglob("*.*")) == []
