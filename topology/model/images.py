"""Where the stack's images come from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from pydantic import Field

from topology.model.base import Noun
from topology.model.spelling import spelt
from topology.model.vocabulary import ImageName

# The image set that never leaves the machine: images are imported into the embedded cluster's containerd under it.
LOCAL_REGISTRY = "localhost/rushhour"

Registry = Annotated[
    str,
    Field(pattern=r"^[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(/[a-z0-9._-]+)*$"),
    spelt("a registry without https://, for example registry.example.com/rushhour"),
]


class Images(Noun):
    """A registry prefix, and full references for images a team supplies itself.

    Tags are not written here: `make images` names images by their content and records the references it made in
    `.rushhour/images.json`, as a lock file does. An entry in `overrides` needs no build.
    """

    registry: Registry = LOCAL_REGISTRY
    pull_secret: str | None = None
    overrides: dict[Annotated[ImageName, Field(strict=False)], str] = Field(default_factory=dict)


class ImagesNotBuiltError(LookupError):
    """The stack needs an image for which there is neither an override nor a recorded build."""


def resolve_images(images: Images, record: Path) -> dict[ImageName, str]:
    """Full reference of every image of the stack.

    Args:
        images: the stack's settings.
        record: the file `make images` writes, a JSON object of image name to reference.

    Raises:
        ImagesNotBuiltError: a reference is unknown; the message names all of them and the command that helps.
    """
    built: dict[str, str] = json.loads(record.read_text()) if record.exists() else {}
    found = {name: images.overrides.get(name) or built.get(name.value) for name in ImageName}
    missing = sorted(name.value for name, reference in found.items() if reference is None)
    if missing:
        raise ImagesNotBuiltError(
            f"{record}: no reference for image {', '.join(missing)}. Pods that run it could not start. "
            "Build the images with `make images`, or name your own under `rushhour:images.overrides`."
        )
    return {name: reference for name, reference in found.items() if reference is not None}
