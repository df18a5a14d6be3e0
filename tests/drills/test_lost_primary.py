"""The primary dies without a word (D1; T: MTTR 5 min)."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.infra.support.kube import Kube
from tests.infra.support.postgres import Postgres
from tests.infra.support.site import Site
from tests.infra.support.visitor import Visitor
from tests.infra.support.waiting import wait_until
from topology import Topology
from topology.model.vocabulary import PostgresRole, Role

PROMOTION_SECONDS = 60
SERVING_SECONDS = 90
HEALING_SECONDS = 300
WRITE = "UPDATE catalogue_product SET stock = stock WHERE id = (SELECT min(id) FROM catalogue_product) RETURNING id"


def test_a_lost_primary_is_replaced(
    kube: Kube,
    postgres: Postgres,
    site: Site,
    topology: Topology,
    record_property: Callable[[str, object], None],
) -> None:
    """The replica is promoted, the app writes again through the pooler, and the lost one returns as a replica (D1)."""
    lost = postgres.primary()
    products = postgres.value("SELECT count(*) FROM catalogue_product")
    assert postgres.replicas(), "there is no replica to promote"
    query = {"host": Role.POOLER_RW.value, "user": PostgresRole.APP.value, "password": "database_password"}

    with Visitor(site) as visitor:
        began = time.time()
        kube.run("delete", "pod", lost, "-n", kube.namespace, "--grace-period=0", "--force", "--wait=false")
        promoted = wait_until(
            postgres.primary, lambda name: name != lost, seconds=PROMOTION_SECONDS, what="another primary"
        )
        after_promotion = time.time() - began
        wait_until(
            lambda: kube.inside("query.py", {**query, "database": topology.postgres.shop_database, "sql": WRITE})[0],
            lambda answer: bool(answer["rows"]),
            seconds=SERVING_SECONDS,
            what="the app writes again",
        )
        after_writing = time.time() - began
        wait_until(lambda: site.get("/").status_code, lambda s: s == 200, seconds=SERVING_SECONDS, what="a page")

    record_property(f"seconds until {promoted} was promoted", round(after_promotion, 1))
    record_property("seconds until the app wrote again", round(after_writing, 1))
    record_property("answers meanwhile", visitor.summary())
    wait_until(
        lambda: (postgres.status().get("phase"), postgres.status().get("readyInstances")),
        lambda seen: seen == ("Cluster in healthy state", topology.postgres.instances),
        seconds=HEALING_SECONDS,
        what="all instances are healthy again",
        poll=2,
    )
    assert postgres.value("SELECT count(*) FROM catalogue_product") == products
