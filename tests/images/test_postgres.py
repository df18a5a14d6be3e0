"""The Postgres image, as CloudNativePG runs it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.images.container import Container, wait_until
from tests.images.object_store import ACCESS_KEY, SECRET_KEY, start_object_store

pytestmark = pytest.mark.live

Containers = Callable[[str], Container]
Ports = Callable[[], int]


def test_postgres_makes_a_cluster_as_user_26_with_what_the_stack_configures(
    container: Containers, tmp_path: Path
) -> None:
    """initdb, checksums, UTF-8 with C and ICU collations, pg_stat_statements and trigrams (D1, D5, M2)."""
    postgres = container("postgres")
    data, run = tmp_path / "data", tmp_path / "run"
    for folder, place in ((data, "/data"), (run, "/controller/run")):
        folder.mkdir(mode=0o700)
        postgres.mount(folder, place, read_only=False)
    assert postgres.run("id", "-u").stdout == "26\n"
    postgres.run("initdb", "-D", "/data/pg", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--auth=trust")
    postgres.start(
        "postgres", "-D", "/data/pg", "-c", "listen_addresses=", "-c", "unix_socket_directories=/controller/run",
        "-c", "shared_preload_libraries=pg_stat_statements",
        log=tmp_path / "postgres.log",
    )  # fmt: skip

    def query(sql: str, check: bool = True) -> str:
        return postgres.run("psql", "-h", "/controller/run", "-U", "postgres", "-Atqc", sql, check=check).stdout.strip()

    wait_until(lambda: query("select 1", check=False) == "1", "postgres answers", tmp_path / "postgres.log")
    assert query("show server_version").startswith("17.")
    query("create extension pg_stat_statements; create extension pg_trgm; create extension unaccent")
    assert int(query("select count(*) from pg_stat_statements")) > 0
    query("create database icu template template0 locale_provider icu icu_locale 'en-US'")
    assert query("select count(*) from generate_series(1, 100000) n where n % 7 = 0") == "14285"


def test_postgres_runs_without_the_compiler_that_was_left_out(container: Containers, tmp_path: Path) -> None:
    """A query that would be compiled runs as it is: the image has no LLVM and does not fail for it."""
    postgres = container("postgres")
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    postgres.mount(data, "/data", read_only=False)
    postgres.run("initdb", "-D", "/data/pg", "--auth=trust")
    ended = postgres.run(
        "postgres", "--single", "-D", "/data/pg", "-c", "jit=on", "-c", "jit_above_cost=0", "postgres",
        text="select sum(n) from generate_series(1, 1000) n;\n",
    )  # fmt: skip
    assert 'sum = "500500"' in ended.stdout


def test_postgres_archives_to_the_object_store_and_gets_it_back(
    container: Containers, free_port: Ports, tmp_path: Path
) -> None:
    """barman-cloud of the one image and S3Proxy of the other understand each other; a wrong key is refused (O4)."""
    port = free_port()
    endpoint = start_object_store(container("object-store"), port, tmp_path)
    postgres = container("postgres")
    work = tmp_path / "work"
    work.mkdir()
    segment = work / "000000010000000000000001"
    segment.write_bytes(b"write-ahead log" * 70_000)
    postgres.mount(work, "/work", read_only=False)
    postgres.environment = {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required", "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
    }  # fmt: skip
    place = ("--endpoint-url", endpoint, "--cloud-provider", "aws-s3")
    postgres.run("barman-cloud-wal-archive", *place, "--gzip", "s3://backups", "shop", f"/work/{segment.name}")
    postgres.run("barman-cloud-wal-restore", *place, "s3://backups", "shop", segment.name, "/work/restored")
    assert (work / "restored").read_bytes() == segment.read_bytes()
    assert list((tmp_path / "store" / "backups" / "shop" / "wals").rglob("*.gz"))

    postgres.environment["AWS_SECRET_ACCESS_KEY"] = "wrong"
    refused = postgres.run(
        "barman-cloud-wal-archive", *place, "s3://backups", "shop", f"/work/{segment.name}", check=False
    )
    assert refused.returncode != 0
