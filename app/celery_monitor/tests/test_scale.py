"""A look of the autoscaler from the messages in the broker to the number of pods at the API (Q6)."""

import json

import pytest
import redis

from celery_monitor.decision import Memory
from celery_monitor.services import lease as lease_module
from celery_monitor.services.lease import HOLDER, MEMORY, Lease, LeaseLostError, read_memories
from celery_monitor.services.scale import last_look, look
from celery_monitor.tests import held_tasks
from celery_monitor.tests.api_server import Deployment
from testing.waiting import wait_until


@pytest.fixture
def lease(redis_client):
    """The lease of the autoscaler under test."""
    return Lease(redis_client, 30, "one")


def fill(number, queue="email"):
    """Put messages in the queue."""
    for each in range(number):
        held_tasks.hold.apply_async([each], queue=queue)


def looked(redis_client, api, rules, lease, *, times=1, now=1_000_000.0):
    """The outcome for `email` of the last of several looks, 15 s apart."""
    for turn in range(times):
        done = look(redis_client, api, {"email": rules}, lease, now=now + 15 * turn)
    (outcome,) = done.outcomes
    return outcome


def test_a_full_queue_gets_more_workers_and_an_empty_one_fewer(redis_client, api, api_server, rules, lease):
    """Six messages wait: two pods more. None: one less after two calm looks, down to the least and no further (Q6)."""
    looked(redis_client, api, rules, lease)
    fill(6)
    outcome = looked(redis_client, api, rules, lease, now=1_000_100.0)
    assert (outcome.replicas, outcome.desired, api_server.deployments["worker-email"].replicas) == (3, 5, 5)

    redis_client.delete("email")
    looked(redis_client, api, rules, lease, times=2, now=1_000_200.0)
    assert api_server.deployments["worker-email"].replicas == 4
    looked(redis_client, api, rules, lease, times=30, now=1_000_300.0)
    assert api_server.deployments["worker-email"].replicas == rules.min


def test_a_new_deployment_starts_with_the_number_of_the_stack_file(redis_client, api, api_server, rules, lease):
    """Kubernetes made it with one pod; made anew, it starts anew; a known one is left as it is (Q6)."""
    api_server.deployments["worker-email"].replicas = 1
    assert looked(redis_client, api, rules, lease).desired == 3
    api_server.deployments["worker-email"].replicas = 1  # by hand
    assert looked(redis_client, api, rules, lease).desired == 1
    api_server.deployments["worker-email"] = Deployment(replicas=1, uid="uid-2")
    assert looked(redis_client, api, rules, lease).desired == 3


def test_changed_bounds_take_effect_at_once(redis_client, api, api_server, rules, lease):
    """Whoever lowers `max` or raises `min` in the stack file need not wait for the queue (Q6)."""
    looked(redis_client, api, rules, lease)
    assert looked(redis_client, api, rules.model_copy(update={"max": 2}), lease).desired == 2
    assert looked(redis_client, api, rules.model_copy(update={"min": 6}), lease).desired == 6


def test_of_two_autoscalers_one_acts(redis_client, api, api_server, rules, lease):
    """The second does nothing while the first has the lease, and goes on with its memory when that ends (Q6)."""
    other = Lease(redis_client, 30, "two")
    looked(redis_client, api, rules, lease)
    assert looked(redis_client, api, rules, lease).reason.endswith("calm for 1 of 2 looks")
    asked = len(api_server.log)
    done = look(redis_client, api, {"email": rules}, other)
    assert (done.acted, done.outcomes, len(api_server.log)) == (False, [], asked)

    lease.leave()
    assert looked(redis_client, api, rules, other).desired == 2
    assert look(redis_client, api, {"email": rules}, lease).acted is False


def test_a_lease_ends_by_itself(redis_client):
    """A killed autoscaler keeps the other waiting no longer than its lease (Q6)."""
    first, second = Lease(redis_client, 0.2, "one"), Lease(redis_client, 30, "two")
    assert first.take()
    assert not second.take()
    wait_until(second.take, bool, seconds=5)
    assert not first.take()


def test_who_slept_through_the_end_of_its_lease_writes_nothing(
    redis_client, api, api_server, rules, lease, monkeypatch
):
    """It decided while another one took over: neither its memory nor its number is written (Q6)."""
    looked(redis_client, api, rules, lease)
    fill(6)
    other = Lease(redis_client, 30, "two")
    read = api.read

    def overslept(name):
        redis_client.delete(HOLDER)
        assert other.take()
        return read(name)

    monkeypatch.setattr(api, "read", overslept)
    with pytest.raises(LeaseLostError):
        looked(redis_client, api, rules, lease, now=1_000_100.0)
    assert api_server.deployments["worker-email"].replicas == 3


def test_an_old_term_is_refused_though_the_name_is_the_same(redis_client):
    """The lease was lost and taken again by the same process: what was decided before counts no more (Q6)."""
    lease = Lease(redis_client, 30, "one")
    lease.take()
    redis_client.incr(lease_module.FENCE)
    with pytest.raises(LeaseLostError):
        lease.remember("email", Memory("uid-1"))
    assert read_memories(redis_client) == {}


def test_a_dry_run_changes_nothing(redis_client, api, api_server, rules, lease):
    """It says what would be done, without a lease, without a patch, without remembering (Q6)."""
    looked(redis_client, api, rules, lease)
    before = redis_client.hgetall(MEMORY)
    fill(6)
    outcome = looked(redis_client, api, rules, None)
    assert (outcome.replicas, outcome.desired) == (3, 5)
    assert api_server.deployments["worker-email"].patches == []
    assert redis_client.hgetall(MEMORY) == before


def test_one_deployment_that_cannot_be_scaled_does_not_stop_the_others(redis_client, api, api_server, rules, lease):
    """The missing one is told, the other scaled (Q6)."""
    fill(6, "media")
    api_server.deployments["worker-media"] = Deployment(replicas=3, uid="uid-media")
    both = {
        "email": rules.model_copy(update={"deployment": "worker-nobody"}),
        "media": rules.model_copy(update={"deployment": "worker-media"}),
    }
    look(redis_client, api, both, lease, now=1_000_000.0)
    missing, found = look(redis_client, api, both, lease, now=1_000_100.0).outcomes
    assert "404" in missing.error
    assert (found.desired, api_server.deployments["worker-media"].replicas) == (5, 5)


def test_a_refused_patch_is_tried_again_at_the_next_look(redis_client, api, api_server, rules, lease):
    """No pause is due after a change that was none (Q6)."""
    patient = rules.model_copy(update={"up_pause_seconds": 600})
    looked(redis_client, api, patient, lease)
    fill(6)
    api_server.misbehaviour.statuses = [None, 500]
    assert "500" in looked(redis_client, api, patient, lease, now=1_000_100.0).error
    assert looked(redis_client, api, patient, lease, now=1_000_115.0).desired == 5
    assert looked(redis_client, api, patient, lease, now=1_000_130.0).desired == 5


def test_a_memory_that_cannot_be_read_is_forgotten(redis_client, api, rules, lease):
    """As after a change of its format: the Deployment counts as new (Q6)."""
    redis_client.hset(MEMORY, "email", "{}nonsense")
    redis_client.hset(MEMORY, "media", json.dumps({"unknown": 1}))
    assert looked(redis_client, api, rules, lease).reason == "seen for the first time"


def test_a_full_broker_gets_its_workers(redis_client, api, api_server, rules, lease):
    """When it takes no message more, the autoscaler still reads, remembers and scales (Q6)."""
    looked(redis_client, api, rules, lease)
    fill(6)
    redis_client.config_set("maxmemory", 1)
    try:
        with pytest.raises(redis.exceptions.OutOfMemoryError):
            redis_client.set("anything", "more")
        outcome = looked(redis_client, api, rules, lease, now=1_000_100.0)
        assert last_look(redis_client)[0] == 1_000_100.0
    finally:
        redis_client.config_set("maxmemory", 0)
    assert (outcome.desired, outcome.error, api_server.deployments["worker-email"].replicas) == (5, None, 5)


def test_what_the_last_look_did_is_kept_for_status(redis_client, api, rules, lease):
    """For anyone who may read the broker; a pod without rights at the API too (Q6)."""
    assert last_look(redis_client) is None
    looked(redis_client, api, rules, lease)
    at, (outcome,) = last_look(redis_client)
    assert (at, outcome.queue, outcome.desired) == (1_000_000.0, "email", 3)
    redis_client.set(lease_module.LAST_LOOK, json.dumps({"at": 1, "outcomes": [{"of": "another release"}]}))
    assert last_look(redis_client) is None
