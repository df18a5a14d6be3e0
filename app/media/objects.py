"""What lies between two steps: objects of the media bucket that are named by their content.

A step that is repeated writes the object it wrote before. Nothing here is served: catalogue.pictures.OBJECT does not
match.
"""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

FOLDER = "incoming"


def keep(content: bytes, suffix: str) -> str:
    """Store it under its hash; the name."""
    name = f"{FOLDER}/{hashlib.sha256(content).hexdigest()}.{suffix}"
    default_storage.save(name, ContentFile(content))
    return name


def read(name: str) -> bytes:
    """What keep() stored. Raises FileNotFoundError, and what the object store raises."""
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content
