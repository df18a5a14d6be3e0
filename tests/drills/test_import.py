"""A large import of products, and a worker that is killed in the middle of it (Q4, Q5)."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator

import pytest
from testinfra.host import Host

from tests.drills.support.processes import kill
from tests.infra.support.kube import Kube
from tests.infra.support.postgres import Postgres
from tests.infra.support.waiting import wait_until
from topology.model.vocabulary import QueueName

ROWS = 50_000
WORKER = f"worker-{QueueName.INVENTORY}"
IMPORT_SECONDS = 1_500
OPEN = ("waiting", "checking", "applying")


@pytest.fixture
def begin(postgres: Postgres) -> Iterator[str]:
    """What the article numbers of this drill begin with; its products and its import are deleted afterwards."""
    name = f"drill-{uuid.uuid4().hex[:8]}"
    yield name
    own = f"SELECT id FROM imports_productimport WHERE file_name = '{name}.csv'"
    chunks = f"SELECT id FROM imports_chunk WHERE product_import_id IN ({own})"
    postgres.sql(f"DELETE FROM imports_rowerror WHERE chunk_id IN ({chunks})")
    postgres.sql(f"DELETE FROM imports_chunk WHERE product_import_id IN ({own})")
    postgres.sql(f"DELETE FROM imports_productimport WHERE file_name = '{name}.csv'")
    postgres.sql(f"DELETE FROM catalogue_product WHERE slug LIKE '{name}-%'")


def test_an_import_survives_the_death_of_its_worker(
    machine: Host, kube: Kube, postgres: Postgres, begin: str, record_property: Callable[[str, object], None]
) -> None:
    """Killed while it checks and while it writes: all rows are products, once, with their stock (Q4, Q5)."""
    handed_in = kube.inside("import_products.py", begin, ROWS, seconds=120)
    began = time.time()

    def chunks(done: str) -> tuple[int, int]:
        where = f"product_import_id = {handed_in['import']}"
        ((reached, of),) = postgres.sql(f"SELECT count({done}), count(*) FROM imports_chunk WHERE {where}")
        return int(reached), int(of)

    for done in ("checked_at", "applied_at"):
        wait_until(
            lambda done=done: chunks(done), lambda seen: 0 < seen[0] < seen[1], seconds=IMPORT_SECONDS,
            what=f"some chunks have {done}",
        )  # fmt: skip
        kill(kube.pods(WORKER)[0])
    state = f"SELECT state FROM imports_productimport WHERE id = {handed_in['import']}"
    wait_until(
        lambda: (postgres.value(state), chunks("applied_at")), lambda seen: seen[0] not in OPEN,
        seconds=IMPORT_SECONDS, what="the import is over", poll=2,
    )  # fmt: skip
    record_property("rows", ROWS)
    record_property("seconds with two kills", round(time.time() - began, 1))
    ((products, stock),) = postgres.sql(
        f"SELECT count(*), sum(stock) FROM catalogue_product WHERE slug LIKE '{begin}-%' AND status = 'draft'"
    )
    own = f"FROM imports_chunk WHERE product_import_id = {handed_in['import']}"

    assert postgres.value(state) == "done"
    assert (int(products), int(stock)) == (ROWS, handed_in["stock"])
    assert postgres.sql(f"SELECT sum(created), sum(updated), sum(bad) {own}") == [[str(ROWS), "0", "0"]], (
        "a row was written twice, or counted without being written"
    )
