"""Pictures from people: what is not one is refused, and what is one is drawn anew.

The name and the declared type of a file are claims; it is a picture if Pillow decodes it as one of FORMATS. Sizes are
checked before anything is decoded. The result is a new file: metadata (where a photograph was taken, thumbnails, colour
profiles) and anything hidden behind or inside the old one are not in it.

A form looks at the header (`check_header`), which costs nothing; a worker decodes (`validate_image`).
"""

import io
import struct
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from PIL import Image, ImageOps, features

#: what is decoded at all, of the dozens of formats Pillow knows
FORMATS = ("JPEG", "PNG", "WEBP", *(("AVIF",) if features.check("avif") else ()))
#: bytes of the file
MOST_BYTES = 8 * 1024 * 1024
#: pixels of a JPEG, the photograph of a good telephone: it is decoded at a part of its size
MOST_PIXELS = 24_000_000
#: pixels of other pictures, which are decoded whole: measured, 4 bytes each for a PNG and 16 for a WebP, 250 MB at most
MOST_PIXELS_DECODED_WHOLE = 16_000_000
#: pixels of one side, so that no picture is a line
LONGEST_SIDE, SHORTEST_SIDE = 10_000, 16
#: pixels of the longest side that is kept: twice the largest that any page shows
KEPT_SIDE = 1_920
#: near enough to the original to make all sizes from
WEBP_QUALITY = 90
#: what Pillow raises for broken and hostile files, as its own plugins do
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, OverflowError, MemoryError)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is safe to store and serve: a WebP without metadata."""

    content: bytes
    width: int
    height: int


def validate_image(file: File) -> Picture:
    """The picture in an uploaded file. Raises ValidationError with one of the codes of `_refusal`."""
    return _drawn_anew(check_header(file.read(MOST_BYTES + 1)))


def check_header(data: bytes) -> Image.Image:
    """A picture of a kind and size that may be decoded, as far as its header says. Nothing is decoded.

    Raises ValidationError with one of the codes of `_refusal`.
    """
    if len(data) > MOST_BYTES:
        raise _refusal("too_large")
    image = _opened(data)
    width, height = image.size
    most = MOST_PIXELS if image.format == "JPEG" else MOST_PIXELS_DECODED_WHOLE
    if width * height > most or max(width, height) > LONGEST_SIDE:
        raise _refusal("too_many_pixels")
    if min(width, height) < SHORTEST_SIDE:
        raise _refusal("too_small")
    if getattr(image, "is_animated", False):
        raise _refusal("moves")
    return image


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise _refusal("too_many_pixels") from None
    except BROKEN:
        raise _refusal("no_picture") from None


def _drawn_anew(image: Image.Image) -> Picture:
    try:
        mode = "RGBA" if image.has_transparency_data else "RGB"
        # A JPEG can be decoded at a half, a quarter or an eighth of its size, and takes the less memory for it.
        longest = max(image.size)
        image.draft(None, (max(1, KEPT_SIDE * image.width // longest), max(1, KEPT_SIDE * image.height // longest)))
        # convert() copies even where there is nothing to convert.
        small = image if image.mode == mode else image.convert(mode)
        small.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
        # The way the camera was held is metadata too: turn first, then forget.
        small.info["exif"] = image.info.get("exif", b"")
        turned = ImageOps.exif_transpose(small)
        clean = Image.new(mode, turned.size)
        clean.paste(turned)
        out = io.BytesIO()
        clean.save(out, "WEBP", quality=WEBP_QUALITY, method=4)
    except BROKEN:
        raise _refusal("no_picture") from None
    return Picture(out.getvalue(), *clean.size)


def _refusal(code: str) -> ValidationError:
    megabytes = MOST_BYTES // 1024 // 1024
    jpeg, others = MOST_PIXELS // 1_000_000, MOST_PIXELS_DECODED_WHOLE // 1_000_000
    return ValidationError(
        {
            "too_large": f"The file is larger than {megabytes} MB. Save the picture smaller.",
            "too_many_pixels": f"The picture has more than {jpeg} megapixels (a JPEG) or {others} (any other), or a "
            f"side of more than {LONGEST_SIDE} pixels. Save it smaller.",
            "too_small": f"A side of the picture has fewer than {SHORTEST_SIDE} pixels. Choose a larger one.",
            "moves": "The picture moves. Choose a still one.",
            "no_picture": f"This is not a whole picture. Choose a file of the kind {', '.join(FORMATS)}.",
        }[code],
        code=code,
    )


class Upload(NamedTuple):
    """A file of which the header has been looked at."""

    name: str
    data: bytes


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """A form's field for several pictures; `cleaned_data` has Uploads. Each that is refused is named."""

    widget = _SeveralFiles(attrs={"accept": ".jpg,.jpeg,.png,.webp,.avif"})

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        """The Uploads, in the order they were chosen in; none where no file was."""
        uploads, refused = [], []
        for file in data or []:
            kept = super().clean(file, initial)
            content = kept.read(MOST_BYTES + 1)
            try:
                check_header(content)
            except ValidationError as error:
                refused.append(ValidationError(f"{kept.name}: {error.messages[0]}", code=error.code))
            else:
                uploads.append(Upload(kept.name, content))
        if refused:
            raise ValidationError(refused)
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        return uploads
