"""Imports through the real broker: the chord completes, and what a killed worker leaves is finished (Q4, Q5)."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from catalogue.models import Product
from imports.models import Chunk, Policy, ProductImport, State
from imports.selectors import progress
from imports.services import catch_up as catching_up
from imports.services.accept_file import accept_file
from imports.services.catch_up import catch_up
from imports.services.check_chunk import check_chunk
from imports.services.clear_files import clear_files
from imports.services.dispatch import dispatch
from imports.services.plan import CHUNK_ROWS
from imports.tests.importing import handed_in, imported
from testing.queues import worker_in_a_thread
from testing.waiting import wait_until
from testing.worker_process import WorkerProcess

pytestmark = pytest.mark.django_db

HEAD = "sku,name,category,price,stock\n"
QUEUES = ("default", "inventory", "maintenance")


def rows(number):
    """So many new products."""
    return HEAD + "".join(f"article-{n},Article {n},kitchen,{n}.50,{n}\n" for n in range(number))


def state_of(accepted):
    """As staff see it."""
    return progress(ProductImport.objects.get(pk=accepted.pk))


def finished(accepted, seconds=60):
    """The figures once it is over."""
    return wait_until(lambda: state_of(accepted), lambda seen: not seen["open"], seconds=seconds)


@pytest.fixture
def worker(bucket, shop):
    """In a thread of this process, so that it uses the test's bucket."""
    with worker_in_a_thread():
        yield


def test_two_phases_of_chunks_each_followed_by_its_finisher(small_chunks, worker):
    """Group and chord over three chunks, twice; nobody waits for a result (Q4)."""
    accepted = accept_file(data=rows(5).encode(), file_name="five.csv", policy=Policy.ALL_OR_NOTHING)
    seen = finished(accepted)
    assert (seen["state"], seen["percent"], seen["chunks"], seen["created"]) == ("done", 100, 3, 5)


def test_a_bad_row_ends_it_after_the_first_phase(small_chunks, worker):
    """The second chord is never sent (Q4)."""
    accepted = accept_file(
        data=(rows(5) + "article-9,Nine,kitchen,-9,9\n").encode(), file_name="bad.csv", policy=Policy.ALL_OR_NOTHING
    )
    seen = finished(accepted)
    assert (seen["state"], seen["checked"], seen["applied"], seen["bad"]) == ("refused", 3, 0, 1)


def test_a_killed_worker_is_made_up_for_and_every_row_is_written_once(shop, empty_redis):
    """SIGKILL in the middle of the chunks: catch-up sends those that are left, and the finisher (Q4, Q5).

    The broker would give the lost message back after its visibility timeout only: a quarter of an hour in tests.
    """
    chunks = 8
    accepted = accept_file(data=rows(chunks * CHUNK_ROWS).encode(), file_name="many.csv", policy=Policy.ALL_OR_NOTHING)
    with WorkerProcess(*QUEUES) as killed:
        wait_until(lambda: state_of(accepted), lambda seen: seen["applied"] >= 2, seconds=60)
        killed.kill()
    left = state_of(accepted)
    assert left["open"], left
    assert 2 <= left["applied"] < chunks, left
    assert catch_up() == {"sent": 0, "given_up": 0}
    let_time_pass()
    assert catch_up() == {"sent": 1, "given_up": 0}
    with WorkerProcess(*QUEUES):
        seen = finished(accepted)
    assert (seen["state"], seen["applied"], seen["created"], seen["updated"]) == ("done", chunks, 4_000, 0)
    assert Product.objects.filter(slug__startswith="article-").count() == chunks * CHUNK_ROWS
    assert Chunk.objects.filter(product_import=accepted).count() == chunks
    # The worker has the folder of development: leave nothing in it.
    assert clear_files()["deleted"] >= chunks
    default_storage.delete(accepted.object_name)


def let_time_pass(minutes=5):
    """Nothing has moved for so long."""
    age = timedelta(minutes=minutes)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE imports_chunk SET checked_at = checked_at - %(age)s, applied_at = applied_at - %(age)s",
            {"age": age},
        )
        cursor.execute("UPDATE imports_productimport SET sent_at = sent_at - %(age)s", {"age": age})


def test_a_lost_finisher_runs_again(bucket, small_chunks, shop, redis_server):
    """All chunks are checked, and Redis has lost what counted them: nothing but the finisher is sent (Q4)."""
    accepted = handed_in(rows(3))
    for number in (1, 2):
        check_chunk(accepted.pk, number)
    redis_server.flushdb()
    assert dispatch(accepted.pk) == {"state": "checking", "chunks": 0}
    with worker_in_a_thread():
        assert finished(accepted)["created"] == 3


def test_catch_up_waits_longer_each_time_and_gives_up_in_words(bucket, shop, redis_server):
    """An import that no worker can get on with is not sent for ever (Q4)."""
    accepted = handed_in(rows(1))
    ProductImport.objects.filter(pk=accepted.pk).update(sendings=3)
    let_time_pass(minutes=7)
    assert catch_up()["sent"] == 0
    let_time_pass(minutes=2)
    assert catch_up()["sent"] == 1
    ProductImport.objects.filter(pk=accepted.pk).update(sendings=catching_up.MOST_SENDINGS)
    let_time_pass(minutes=60)
    assert catch_up() == {"sent": 0, "given_up": 1}
    seen = state_of(accepted)
    assert (seen["state"], seen["problem"][:26]) == ("failed", "Sent to the workers 12 tim")


def test_files_of_old_imports_and_of_none_are_thrown_away(bucket, small_chunks, shop):
    """Chunks once the import is over, the file after a month, a file without an import after a day (Q4)."""
    done, running = imported(rows(3)), handed_in(rows(2))
    default_storage.save("imports/nobody.csv", ContentFile(b"x"))
    assert clear_files() == {"deleted": 2}
    assert clear_files() == {"deleted": 0}
    old = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(bucket / "imports" / "nobody.csv", (old, old))
    ProductImport.objects.filter(pk=done.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert clear_files() == {"deleted": 2}
    assert sorted(str(file.relative_to(bucket)) for file in bucket.rglob("*.csv")) == sorted(
        [f"imports/{running.pk}/0001.csv", ProductImport.objects.get(pk=running.pk).object_name]
    )
    assert State(ProductImport.objects.get(pk=done.pk).state) is State.DONE
