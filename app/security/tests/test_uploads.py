"""Uploads (O5): hostile files are refused in words, and what is kept has nothing of the old file but its pixels."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from security import uploads
from security.uploads import KEPT_SIDE, MOST_BYTES, validate_image


def drawn(form="PNG", size=(64, 48), mode="RGB", colour=None, **options):
    """A picture of that kind."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, form, **options)
    return out.getvalue()


def chunk(name, body):
    """A chunk of a PNG, with a right checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width, height, *chunks):
    """A PNG that says it has this size."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def refusal(data, name="picture.png"):
    """Why it is refused."""
    with pytest.raises(ValidationError) as refused:
        validate_image(SimpleUploadedFile(name, data))
    return refused.value.code


def kept(data):
    """The stored bytes, and the picture in them."""
    picture = validate_image(SimpleUploadedFile("picture.jpg", data, content_type="image/jpeg"))
    image = Image.open(io.BytesIO(picture.content))
    assert (image.format, image.size) == ("WEBP", (picture.width, picture.height))
    return picture.content, image


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_is_kept_whatever_it_calls_itself(form):
    """The name says .jpg, the content decides; the colours stay."""
    _, image = kept(drawn(form, colour=(200, 30, 30)))
    red, green, blue = image.convert("RGB").getpixel((10, 10))
    assert abs(red - 200) + abs(green - 30) + abs(blue - 30) < 20


@pytest.mark.parametrize(
    ("mode", "expected"), [("L", "RGB"), ("P", "RGB"), ("LA", "RGBA"), ("RGBA", "RGBA"), ("1", "RGB")]
)
def test_every_kind_of_pixel_is_understood(mode, expected):
    """Grey, palettes and transparency."""
    assert kept(drawn(mode=mode))[1].mode == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a<script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7",
        b"%!PS\n(/etc/passwd) (r) file",
        b"\xff\xd8\xff\xe0" + b"A" * 100,
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"\x7fELF" + b"\0" * 100,
    ],
)
def test_what_is_no_picture_is_refused(data):
    """Whatever its name, and however it begins."""
    assert refusal(data) == "no_picture"


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "ICO", "TGA", "PPM", "PCX"])
def test_formats_nobody_needs_are_not_even_decoded(form):
    """Every decoder is a door."""
    assert refusal(drawn(form)) == "no_picture"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_picture_that_was_cut_off_is_refused(form, part):
    """Half of it is not shown as a whole."""
    noise = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(noise, form)
    data = noise.getvalue()
    assert refusal(data[: int(len(data) * part)]) == "no_picture"


def test_a_large_file_is_refused_before_it_is_decoded():
    """Also when it is a picture."""
    assert refusal(drawn() + b"\0" * MOST_BYTES) == "too_large"


@pytest.mark.parametrize(
    ("width", "height"), [(6000, 5000), (4_001, 4_000), (65_500, 65_500), (2**31 - 1, 2**31 - 1), (20_000, 20), (0, 0)]
)
def test_a_pixel_bomb_is_refused_before_it_is_unpacked(monkeypatch, width, height):
    """A few hundred bytes that claim to be gigabytes: nothing is decoded."""
    monkeypatch.setattr(uploads, "_drawn_anew", lambda image: pytest.fail("it was decoded"))
    bomb = png(width, height, chunk(b"IDAT", zlib.compress(b"\0" * 1000, 9)))
    assert refusal(bomb) in ("too_many_pixels", "no_picture")


def test_a_bomb_in_a_text_chunk_is_refused():
    """A gigabyte of zeros in a PNG's comment."""
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 100_000_000, 9))
    rows = chunk(b"IDAT", zlib.compress(b"\0" * (3 * 32 + 1) * 32))
    assert refusal(png(32, 32, text, rows)) == "no_picture"


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF"])
def test_a_picture_that_moves_is_refused(form):
    """A thousand frames are a thousand pictures' work."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (32, 32), (n * 40, 0, 0)) for n in range(4)]
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    assert refusal(out.getvalue()) == "moves"


def test_a_line_is_no_picture():
    """A side of a pixel."""
    assert refusal(drawn(size=(500, 1))) == "too_small"


def test_metadata_is_gone():
    """Where it was taken, with what, by whom, comments, thumbnails: not one byte of it is kept."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x8825] = "SECRET maker", "SECRET artist", {2: (52.0, 5.0, 0.0)}
    jpeg = drawn("JPEG", exif=exif, comment=b"SECRET comment", icc_profile=b"SECRET profile" * 20)
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "SECRET author")
    text.add_itxt("XML:com.adobe.xmp", "<x>SECRET xmp</x>")
    for data in (jpeg, drawn("PNG", pnginfo=text), drawn("WEBP", exif=exif, xmp=b"SECRET xmp")):
        assert b"SECRET" in data
        content, image = kept(data)
        assert b"SECRET" not in content
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)


def test_a_picture_taken_on_its_side_stands_up():
    """The turn is done before the note about it is forgotten."""
    exif = Image.Exif()
    exif[0x0112] = 6
    assert kept(drawn("JPEG", size=(64, 48), exif=exif))[1].size == (48, 64)


def test_what_hides_behind_a_picture_is_gone():
    """A picture that is also an archive or a page is only a picture afterwards."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("evil.html", "<script>alert(1)</script>")
    for tail in (archive.getvalue(), b"<?php system($_GET['c']); ?>", b"<script>alert(1)</script>"):
        content, _ = kept(drawn("JPEG") + tail)
        assert not zipfile.is_zipfile(io.BytesIO(content))
        assert b"<script" not in content
        assert b"<?php" not in content


def test_a_large_photograph_is_kept_as_large_as_pages_show_it(monkeypatch):
    """Turned, and never enlarged; a JPEG is not even decoded at its whole size."""
    exif = Image.Exif()
    exif[0x0112] = 6
    large = drawn("JPEG", size=(5_000, 3_000), exif=exif)
    decoded, shrink = [], Image.Image.thumbnail
    monkeypatch.setattr(Image.Image, "thumbnail", lambda image, *to: decoded.append(image.size) or shrink(image, *to))
    assert kept(large)[1].size == (KEPT_SIDE * 3 // 5, KEPT_SIDE)
    assert decoded == [(2_500, 1_500)]
