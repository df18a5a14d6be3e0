"""Reports are not kept for ever, nor are their files (Q3)."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from config.celery import app
from reports.models import Report, State
from reports.services.forget_old import RETENTION_DAYS
from reports.services.request_report import request_report
from reports.tests.conftest import MONDAY, SUNDAY
from testing.queues import work_off

pytestmark = pytest.mark.django_db


def forget():
    """The task, as beat's schedule names it."""
    entry = app.conf.beat_schedule["forget-old-reports"]
    assert app.conf.task_routes[entry["task"]] == {"queue": "maintenance"}
    return app.tasks[entry["task"]]()


def made(kind, **period):
    """A report, made by the workers."""
    report, _ = request_report(kind, **period)
    work_off("reports")
    report.refresh_from_db()
    assert report.state == State.DONE
    return report


def aged(report, *, days):
    """As if it had been asked for so long ago."""
    Report.objects.filter(pk=report.pk).update(created_at=timezone.now() - timedelta(days=days))


def files(bucket):
    """What is in the store."""
    return {path.name for path in bucket.glob("reports/*")}


def untouched(bucket, *, days):
    """As if the files had been written so long ago."""
    then = (timezone.now() - timedelta(days=days)).timestamp()
    for path in bucket.glob("reports/*"):
        os.utime(path, (then, then))


def test_old_reports_go_with_their_files_and_others_stay(bucket, week):
    """Table and plot, from the store itself; then it can be asked for anew."""
    old, recent = made("sales", start=MONDAY, end=SUNDAY), made("stock-value")
    assert files(bucket) == {"sales-2026-03-02-2026-03-08.csv", "sales-2026-03-02-2026-03-08.png",
                             f"stock-value-{recent.pk}.csv"}  # fmt: skip
    untouched(bucket, days=2)
    aged(old, days=RETENTION_DAYS - 1)
    assert forget() == {"reports": 0, "files": 0}
    aged(old, days=RETENTION_DAYS + 1)
    assert forget() == {"reports": 1, "files": 2}
    assert files(bucket) == {f"stock-value-{recent.pk}.csv"}
    assert list(Report.objects.all()) == [recent]
    assert forget() == {"reports": 0, "files": 0}
    made("sales", start=MONDAY, end=SUNDAY)
    assert len(files(bucket)) == 3


def test_files_without_a_report_go_when_nobody_can_be_about_to_name_them(bucket, week):
    """Of a task that was given up after it had written; one of today may still get its row."""
    made("stock-value")
    lost = bucket / "reports" / "stock-list-given-up.csv"
    lost.write_text("category\n")
    assert forget() == {"reports": 0, "files": 0}
    untouched(bucket, days=2)
    assert forget() == {"reports": 0, "files": 1}
    assert not lost.exists()


def test_one_that_is_still_to_be_made_stays(bucket, transactional_db):
    """However long it has waited: somebody looks at why."""
    report, _ = request_report("stock-list")
    aged(report, days=RETENTION_DAYS + 1)
    assert forget() == {"reports": 0, "files": 0}
    assert Report.objects.filter(pk=report.pk).exists()
