"""Each queue is consumed by its own workers (Q2), and what a task does happens once (Q5)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.postgres import Postgres
from tests.infra.support.waiting import wait_until
from topology import Topology
from topology.model.vocabulary import QueueName

RUN_SECONDS = 90
RECEIPTS = "receipts_taskreceipt"


@pytest.fixture(scope="module")
def sent(kube: Kube) -> Iterator[dict[str, Any]]:
    """One task in every queue, sent from a web pod. Its receipts and effects are removed afterwards."""
    run = uuid.uuid4().hex[:12]
    yield kube.inside("send_tasks.py", run)
    kube.inside("forget_tasks.py", run)


def finished(kube: Kube, queue: str, task_id: str) -> list[dict[str, Any]]:
    """What the workers of a queue logged about the end of a task."""
    logs = kube.run("logs", "-n", kube.namespace, "-l", f"app.kubernetes.io/component=worker-{queue}", "--tail=400").out
    lines = (json.loads(line) for line in logs.splitlines() if line.startswith("{") and task_id in line)
    return [line for line in lines if line.get("event") == "task finished" or line.get("message") == "task finished"]


def test_the_queues_own_worker_runs_its_task(kube: Kube, sent: dict[str, Any], queue: str) -> None:
    """A task sent to a queue succeeds on a worker of that queue, and on no other (Q2)."""
    task = sent[queue]
    lines = wait_until(
        lambda: finished(kube, queue, task["id"]),
        seconds=RUN_SECONDS,
        what=f"worker-{queue} finishes {task['task']}",
        poll=2,
    )

    assert [line["state"] for line in lines] == ["SUCCESS"], lines


@pytest.mark.parametrize("receipted", [queue.value for queue in QueueName if queue is not QueueName.DEFAULT])
def test_the_task_leaves_its_receipt(
    postgres: Postgres, topology: Topology, sent: dict[str, Any], receipted: str
) -> None:
    """The effect and its receipt are committed, each exactly once (Q5)."""
    task = sent[receipted]
    analytics = topology.postgres.analytics_database
    database = analytics if receipted == QueueName.ANALYTICS else topology.postgres.shop_database
    question = f"SELECT task, outcome::text FROM {RECEIPTS} WHERE effect_key = '{task['key']}'"

    (receipt,) = wait_until(
        lambda: postgres.sql(question, database=database),
        seconds=RUN_SECONDS,
        what=f"the receipt of {task['task']}",
        poll=1,
    )

    assert receipt[0] == task["task"]
    assert json.loads(receipt[1]), "the effect reported nothing"


def test_counted_views_arrive(postgres: Postgres, sent: dict[str, Any]) -> None:
    """The task of the default queue moves the views counted in Redis to the product, once each (C7, Q2)."""
    seen = sent["default"]
    question = f"SELECT view_count FROM catalogue_product WHERE slug = '{seen['slug']}'"

    wait_until(
        lambda: int(postgres.value(question)),
        lambda views: views == seen["views"] + seen["counted"],
        seconds=RUN_SECONDS,
        what=f"the views of {seen['slug']} arrive",
        poll=1,
    )


def test_a_repeated_delivery_changes_nothing(kube: Kube, postgres: Postgres, sent: dict[str, Any]) -> None:
    """The same effect key delivered again leaves one receipt, of the first time (Q5)."""
    key = sent["inventory"]["key"]
    question = f"SELECT created_at FROM {RECEIPTS} WHERE effect_key = '{key}'"
    (first,) = wait_until(lambda: postgres.sql(question), seconds=RUN_SECONDS, what="the first receipt", poll=1)
    again = kube.inside("send_again.py", "inventory.tasks.recount_stock", key)
    wait_until(lambda: finished(kube, "inventory", again), seconds=RUN_SECONDS, what="the second delivery ends", poll=2)

    assert postgres.sql(question) == [first]
