"""Pictures from people: what is not one is refused, and what is one is drawn anew.

The name and the declared type of a file are claims; it is a picture if Pillow decodes it as one of FORMATS. Sizes are
checked before anything is decoded. The result is a new file: metadata (where a photograph was taken, thumbnails, colour
profiles) and anything hidden behind or inside the old one are not in it.
"""

import io
import struct
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from PIL import Image, ImageOps

#: what is decoded at all, of the dozens of formats Pillow knows
FORMATS = ("JPEG", "PNG", "WEBP")
#: bytes of the file
MOST_BYTES = 8 * 1024 * 1024
#: pixels of the picture: a photograph of a good telephone; decoded it takes 4 bytes each
MOST_PIXELS = 24_000_000
#: pixels of one side, so that no picture is a line
LONGEST_SIDE, SHORTEST_SIDE = 10_000, 16
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
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _refusal("too_large")
    image = _opened(data)
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise _refusal("too_many_pixels")
    if min(width, height) < SHORTEST_SIDE:
        raise _refusal("too_small")
    if getattr(image, "is_animated", False):
        raise _refusal("moves")
    return _drawn_anew(image)


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise _refusal("too_many_pixels") from None
    except BROKEN:
        raise _refusal("no_picture") from None


def _drawn_anew(image: Image.Image) -> Picture:
    try:
        # The way the camera was held is metadata too: turn first, then forget.
        turned = ImageOps.exif_transpose(image)
        mode = "RGBA" if turned.has_transparency_data else "RGB"
        clean = Image.new(mode, turned.size)
        clean.paste(turned.convert(mode))
        out = io.BytesIO()
        clean.save(out, "WEBP", quality=WEBP_QUALITY, method=4)
    except BROKEN:
        raise _refusal("no_picture") from None
    return Picture(out.getvalue(), *clean.size)


def _refusal(code: str) -> ValidationError:
    megabytes, megapixels = MOST_BYTES // 1024 // 1024, MOST_PIXELS // 1_000_000
    return ValidationError(
        {
            "too_large": f"The file is larger than {megabytes} MB. Save the picture smaller.",
            "too_many_pixels": f"The picture has more than {megapixels} megapixels or a side of more than "
            f"{LONGEST_SIDE} pixels. Save it smaller.",
            "too_small": f"A side of the picture has fewer than {SHORTEST_SIDE} pixels. Choose a larger one.",
            "moves": "The picture moves. Choose a still one.",
            "no_picture": f"This is not a whole picture. Choose a file of the kind {', '.join(FORMATS)}.",
        }[code],
        code=code,
    )


class PictureField(forms.FileField):
    """A form's field for one picture; `cleaned_data` has a Picture."""

    widget = forms.ClearableFileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The Picture, or what was there before when no file was chosen."""
        file = super().clean(data, initial)
        return validate_image(file) if isinstance(file, File) and file is data else file
