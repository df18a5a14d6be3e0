"""The S3 object store for media and backups: the stack's own, or one outside."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from topology.model.base import Noun
from topology.model.quantity import Size
from topology.model.resources import Resources, resources
from topology.model.spelling import spelt

BucketName = Annotated[
    str,
    Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"),
    spelt("a bucket name, of small letters, digits, dots and dashes"),
]
Endpoint = Annotated[
    str,
    Field(pattern=r"^https://[^/\s]+$"),
    spelt("an https:// address without a path, for example https://s3.example.com"),
]


class ObjectStore(Noun):
    """With `endpoint` set, that store is used and none is deployed."""

    endpoint: Endpoint | None = None
    region: str = "us-east-1"
    media_bucket: BucketName = "media"
    backups_bucket: BucketName = "backups"
    storage: Size = "20Gi"  # of the stack's own store
    resources: Resources = resources("100m", "512Mi", cpu_limit="1", memory_limit="768Mi")
