"""Files as people and attackers send them, and the way they take through the steps."""

import io
import struct
import zipfile
import zlib

from PIL import Image

from media.models import PictureUpload
from media.services import steps
from media.services.accept_pictures import accept_pictures
from security.uploads import Upload


def photograph(size=(400, 300), mode="RGB", kind="PNG", colour=(200, 30, 30, 0), **options):
    """A red picture."""
    file = io.BytesIO()
    Image.new(mode, size, colour[: len(mode)]).save(file, kind, **options)
    return file.getvalue()


def noise(kind="JPEG", size=(120, 90)):
    """A picture whose every part is different."""
    file = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(file, kind)
    return file.getvalue()


def bomb(width=50_000, height=50_000):
    """A PNG of a few hundred kilobytes that would be 7.5 GB when it is decoded: rows of zeros compress well."""
    squeeze = zlib.compressobj(9)
    body = b"".join(squeeze.compress(b"\0" * (1 + 3 * width)) for _ in range(200)) + squeeze.flush()

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def archive():
    """A ZIP with a page in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        opened.writestr("evil.html", "<script>alert(1)</script>")
    return file.getvalue()


def handed_in(product, *files, with_main=True):
    """Rows and objects of files that got past the form, oldest first."""
    known = set(PictureUpload.objects.values_list("pk", flat=True))
    accept_pictures(product, [Upload(f"{n}.jpg", data) for n, data in enumerate(files)], with_main=with_main)
    return list(PictureUpload.objects.exclude(pk__in=known).order_by("pk"))


#: the steps after the first, as the chain takes them
FURTHER = (steps.resize, steps.watermark, steps.make_thumbnails, steps.upload, steps.publish)


def made(upload, until=None):
    """Take the upload through all its steps, or until the step named is next; the last reference."""
    reference = steps.validate(upload.pk)
    for step in FURTHER:
        if step is until:
            break
        reference = step(reference)
    return reference


def state(upload):
    """State and reason."""
    upload.refresh_from_db()
    return upload.state, upload.problem
