"""What the program reads from outside: the stack's configuration and this checkout's `.rushhour` folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env

from components.errors import StackError
from topology import Topology, from_pulumi
from topology.model.images import resolve_images
from topology.model.vocabulary import ImageName, StackSecret

CHECKOUT = Path(__file__).resolve().parents[3]
STATE = CHECKOUT / ".rushhour"
CHART = CHECKOUT / "helm" / "rushhour"
OBJECT_STORE_KEYS = (StackSecret.OBJECT_STORE_ACCESS_KEY, StackSecret.OBJECT_STORE_SECRET_KEY)


def read_topology() -> Topology:
    """The stack's topology.

    Raises:
        TopologyError: with every problem of the stack file.
    """
    return from_pulumi({**get_config_env(), **CONFIG.get()})


def read_images(topology: Topology) -> Mapping[ImageName, str]:
    """Full reference of every image.

    Raises:
        ImagesNotBuiltError: some are neither built nor named in the stack file.
    """
    return resolve_images(topology.images, STATE / "images.json")


def read_object_store_keys(topology: Topology) -> tuple[pulumi.Output[str], pulumi.Output[str]] | None:
    """Keys of the S3 store outside, or None where the stack runs its own.

    Raises:
        StackError: the stack file names a store, and not both keys are set.
    """
    if topology.object_store.endpoint is None:
        return None
    config = pulumi.Config("rushhour")
    access, secret = (config.get_secret(key) for key in OBJECT_STORE_KEYS)
    if access is None or secret is None:
        commands = " and ".join(f"`pulumi config set --secret rushhour:{key}`" for key in OBJECT_STORE_KEYS)
        raise StackError(
            f"rushhour:objectStore.endpoint is {topology.object_store.endpoint}, but its keys are not set. "
            f"Backups and media would be refused. Set them with {commands}."
        )
    return access, secret
