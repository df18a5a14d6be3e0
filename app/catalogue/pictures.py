"""Pictures of products in the media bucket: each in a few widths and two formats, under one name.

The name ends in a hash of all its files' content. A file never changes, and whoever caches it may keep it for ever.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

#: pixels. A card is 160 to 300 wide on the page, the product's own picture up to 600; dense screens take twice that
WIDTHS = (320, 640, 960)
#: the one for browsers that choose by themselves
DEFAULT_WIDTH = 640
DIGEST_CHARACTERS = 12


class Format(NamedTuple):
    """A kind of file: its suffix and media type."""

    suffix: str
    media_type: str


#: browsers take the first they understand
AVIF, WEBP = Format("avif", "image/avif"), Format("webp", "image/webp")
FORMATS = (AVIF, WEBP)

#: all that is served of the media bucket: it holds reports too
OBJECT = re.compile(
    rf"(?P<base>pictures/(?P<folder>[a-z0-9-]+)/(?P<key>[a-z0-9-]+)-(?P<digest>[0-9a-f]{{{DIGEST_CHARACTERS}}}))"
    rf"-(?P<width>{'|'.join(map(str, WIDTHS))})\.(?P<suffix>{'|'.join(kind.suffix for kind in FORMATS)})"
)

#: encoded files by width and suffix
type Files = Mapping[tuple[int, str], bytes]


def object_name(base: str, width: int, suffix: str) -> str:
    """The name of one file in the bucket."""
    return f"{base}-{width}.{suffix}"


def address(base: str, width: int, suffix: str) -> str:
    """Where the edge serves it."""
    return f"{settings.MEDIA_URL}{object_name(base, width, suffix)}"


def default_address(base: str) -> str:
    """The file for whoever cannot choose."""
    return address(base, DEFAULT_WIDTH, WEBP.suffix)


def absolute_address(base: str) -> str:
    """The same for other sites."""
    return urljoin(settings.SITE_ORIGIN, default_address(base))


def srcset(base: str, suffix: str) -> str:
    """All widths of a format, as <source srcset> wants them."""
    return ", ".join(f"{address(base, width, suffix)} {width}w" for width in WIDTHS)


def store(folder: str, key: str, files: Files) -> str:
    """Upload a picture's files and return the base of their names. Repeating it overwrites them with themselves."""
    digest = hashlib.sha256()
    for _, content in sorted(files.items()):
        digest.update(content)
    base = f"pictures/{folder}/{key}-{digest.hexdigest()[:DIGEST_CHARACTERS]}"
    for (width, suffix), content in files.items():
        default_storage.save(object_name(base, width, suffix), ContentFile(content))
    return base


def stored(folder: str) -> dict[str, str]:
    """Keys and bases of the pictures in a folder that have all their files."""
    try:
        _, names = default_storage.listdir(f"pictures/{folder}")
    except FileNotFoundError:
        return {}
    found: dict[tuple[str, str], int] = {}
    for name in names:
        match = OBJECT.fullmatch(f"pictures/{folder}/{name}")
        if match:
            place = (match["key"], match["base"])
            found[place] = found.get(place, 0) + 1
    # The name decides between two complete versions, so that every run decides alike.
    return {key: base for (key, base), files in sorted(found.items()) if files == len(WIDTHS) * len(FORMATS)}
