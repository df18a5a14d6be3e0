"""Start the object-store image the way its pod does."""

from pathlib import Path

import httpx

from tests.images.container import Container, wait_until

ACCESS_KEY = "example"
# A Java properties file would read the backslash as an escape.
SECRET_KEY = "back\\slash"


def start_object_store(store: Container, port: int, tmp_path: Path) -> str:
    """Run S3Proxy with secrets from files, as a pod does; return its endpoint once it answers."""
    secrets, data, scratch = tmp_path / "secrets", tmp_path / "store", tmp_path / "store-tmp"
    for folder in (secrets, data, scratch):
        folder.mkdir()
    (secrets / "object_store_access_key").write_text(ACCESS_KEY)
    (secrets / "object_store_secret_key").write_text(SECRET_KEY)
    settings = tmp_path / "s3proxy.properties"
    packaged = store.archive.read("etc/s3proxy/s3proxy.properties").decode()
    settings.write_text(packaged.replace("http://0.0.0.0:9000", f"http://127.0.0.1:{port}"))
    store.mount(secrets, "/run/secrets/rushhour")
    store.mount(settings, "/etc/s3proxy/s3proxy.properties")
    store.mount(data, "/data", read_only=False)
    store.mount(scratch, "/tmp", read_only=False)  # noqa: S108  the container's /tmp, not this machine's (2026-11-23; stays)
    store.environment = {"OBJECT_STORE_BUCKETS": "media,backups"}
    log = tmp_path / "store.log"
    store.start(*store.entrypoint(), log=log)
    endpoint = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return httpx.get(endpoint, timeout=2).status_code == httpx.codes.FORBIDDEN
        except httpx.TransportError:
            return False

    wait_until(answers, "the object store answers", log)
    return endpoint
