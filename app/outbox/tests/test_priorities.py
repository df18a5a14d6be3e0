"""The guide's priorities hold on the real broker, by queues (Q2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox import priorities
from outbox.priorities import CRITICAL, LOW, NORMAL, queue_for
from outbox.services.enqueue import enqueue
from outbox.tests import probes
from testing.waiting import wait_until
from testing.worker import running_worker


def test_the_guides_numbers_have_their_queues():
    """Critical 9, normal 5, low 2."""
    assert [queue_for(number) for number in (CRITICAL, NORMAL, LOW)] == ["critical", "default", "maintenance"]


@given(st.integers(0, 10), st.integers(0, 10))
def test_a_higher_number_never_has_a_lesser_queue(one, other):
    """All of 0 to 10 have a queue; the order of numbers is the order of queues."""
    rank = [queue for _, queue in priorities.QUEUES]
    if one > other:
        assert rank.index(queue_for(one)) <= rank.index(queue_for(other))


@pytest.mark.parametrize("number", [-1, 11, 255])
def test_other_numbers_are_refused(number):
    """A number of another scale would end up anywhere."""
    with pytest.raises(ValueError, match="0 to 10"):
        queue_for(number)


def test_a_flood_of_lesser_work_does_not_delay_critical_work(transactional_db):
    """Low and normal queues hold more than can be done; what is critical and comes last is done long before them.

    As in the cluster: a worker process per queue, all on one broker.
    """
    flood = 300
    for number in range(flood):
        enqueue(probes.slow, [f"{number}"], queue=queue_for((LOW, NORMAL)[number % 2]))
    include = {"include": "outbox.tests.probes", "concurrency": 1}
    with (
        running_worker(queue_for(LOW), **include),
        running_worker(queue_for(NORMAL), **include),
        running_worker(queue_for(CRITICAL), **include),
    ):
        wait_until(lambda: probes.seen.llen("probe:order"), lambda done: done > 0, seconds=60)
        for number in range(5):
            enqueue(probes.note, [f"critical {number}"], queue=queue_for(CRITICAL))
        order = wait_until(
            lambda: probes.seen.lrange("probe:order", 0, -1),
            lambda seen: sum(text.startswith("critical") for text in seen) == 5,
            seconds=60,
        )
        left = probes.seen.llen(queue_for(LOW)) + probes.seen.llen(queue_for(NORMAL))
    assert left > flood / 2, order
    assert [text for text in order if text.startswith("critical")] == [f"critical {number}" for number in range(5)]
