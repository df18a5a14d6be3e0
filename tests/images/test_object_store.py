"""The object-store image: S3 over a folder, for those who sign."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.images.container import Container
from tests.images.object_store import ACCESS_KEY, SECRET_KEY, start_object_store

pytestmark = pytest.mark.live

Containers = Callable[[str], Container]
Ports = Callable[[], int]


def test_object_store_serves_signed_requests_and_no_others(
    container: Containers, free_port: Ports, tmp_path: Path
) -> None:
    """boto3 puts, lists, gets and deletes; an anonymous request gets 403; the key is on no command line, in no log."""
    port = free_port()
    store = container("object-store")
    endpoint = start_object_store(store, port, tmp_path)
    client = container("postgres")
    client.run("python3", "-c", BOTO3_ROUND_TRIP, endpoint, ACCESS_KEY, SECRET_KEY)
    for address in ("", "/media", "/media/kept", "/backups?list-type=2"):
        assert httpx.get(endpoint + address).status_code == httpx.codes.FORBIDDEN, address
    assert httpx.put(f"{endpoint}/media/anonymous", content=b"x").status_code == httpx.codes.FORBIDDEN
    processes = subprocess.run(["ps", "-ww", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "org.gaul.s3proxy.Main" in processes
    assert SECRET_KEY not in processes
    log = (tmp_path / "store.log").read_text()
    assert "INFO" in log
    assert [text for text in (" DEBUG ", "Signature=", SECRET_KEY) if text in log] == []


def test_object_store_without_credentials_says_which_file_is_missing(container: Containers) -> None:
    """A forgotten Secret is named, instead of a store that refuses everybody."""
    ended = (store := container("object-store")).run(*store.entrypoint(), check=False)
    assert ended.returncode == 78
    assert "/run/secrets/rushhour/object_store_access_key is missing" in ended.stderr


BOTO3_ROUND_TRIP = """
import sys, boto3, botocore.config
_, endpoint, access_key, secret_key = sys.argv
settings = botocore.config.Config(
    request_checksum_calculation="when_required", response_checksum_validation="when_required",
    s3={"addressing_style": "path"},
)
s3 = boto3.client(
    "s3", endpoint_url=endpoint, region_name="us-east-1", config=settings,
    aws_access_key_id=access_key, aws_secret_access_key=secret_key,
)
s3.put_object(Bucket="media", Key="a/picture", Body=b"x" * 100_000, ContentType="image/png")
found = s3.get_object(Bucket="media", Key="a/picture")
assert (len(found["Body"].read()), found["ContentType"]) == (100_000, "image/png"), found
assert [item["Key"] for item in s3.list_objects_v2(Bucket="media", Prefix="a/")["Contents"]] == ["a/picture"]
s3.delete_object(Bucket="media", Key="a/picture")
assert "Contents" not in s3.list_objects_v2(Bucket="media", Prefix="a/")
s3.put_object(Bucket="media", Key="kept", Body=b"not for everybody")
assert {b["Name"] for b in s3.list_buckets()["Buckets"]} == {"media", "backups"}
"""
