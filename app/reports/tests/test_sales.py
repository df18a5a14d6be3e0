"""The sales report (Q4): figures that add up, a plot that can be read, once for a kind and period, by mail once."""

import csv
import io
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from config.celery import app
from reports.models import Kind, Recipient, Report, State
from reports.plot import plot
from reports.sales import DayOfCategory
from reports.services import deliver as delivering
from reports.services.build_report import build_report
from reports.services.catch_up import MOST_SENDINGS, catch_up
from reports.services.deliver import deliver
from reports.services.request_report import PeriodRefused, request_report
from reports.services.request_weekly import request_weekly
from reports.tests.conftest import MONDAY, SUNDAY
from testing.factories import UserFactory
from testing.parallel import at_once
from testing.queries import captured_queries
from testing.queues import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bucket")]


def asked(*to, kind=Kind.SALES, start=MONDAY, end=SUNDAY):
    """The report, made."""
    report, _ = request_report(kind, start=start, end=end, to=to)
    build_report(report.pk)
    report.refresh_from_db()
    return report


def table(report):
    """Its rows."""
    with default_storage.open(report.object_name) as file:
        return list(csv.reader(io.StringIO(file.read().decode())))


def test_days_and_categories_add_up(week):
    """Paid orders only, the period's own days only; views are a day's and not all there ever were (Q4)."""
    report = asked()
    assert (report.state, report.rows) == (State.DONE, 4)
    assert table(report) == [
        ["day", "category", "orders", "pieces", "revenue", "views", "stock_pieces", "stock_value"],
        ["2026-03-02", "mugs", "2", "3", "37.50", "30", "5", "50.00"],
        ["2026-03-03", "mugs", "0", "0", "0.00", "0", "5", "50.00"],
        ["2026-03-04", "mugs", "0", "0", "0.00", "60", "5", "50.00"],
        ["2026-03-08", "tents", "1", "1", "99.99", "0", "", ""],
    ]
    assert report.summary == (
        "Revenue 137.49 euro and 90 views from 2026-03-02 to 2026-03-08; the best day was 2026-03-08 with 99.99 euro."
    )


def test_the_databases_add_up_whatever_there_is(week):
    """One query each, with a row a day and category in answer (Q4, D2)."""
    report, _ = request_report(Kind.SALES, start=MONDAY, end=SUNDAY)
    with captured_queries() as queries:
        build_report(report.pk)
    assert len([sql for sql in queries.of("analytics") if "categoryday" in sql.lower()]) == 1
    grouped = [sql for sql in queries.sql if "orders_orderitem" in sql]
    assert len(grouped) == 1
    assert "GROUP BY" in grouped[0]


def test_the_plot_is_a_picture_with_both_series(week):
    """A PNG with ink of both colours, which anybody tells apart, also of a period of one day (Q4)."""
    report = asked()
    with default_storage.open(report.plot_name) as file:
        picture = Image.open(io.BytesIO(file.read()))
    assert (picture.format, picture.size) == ("PNG", (1080, 720))
    colours = {colour for _, colour in picture.convert("RGB").getcolors(maxcolors=1_000_000)}
    assert {(0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00)} <= colours
    nothing: list[DayOfCategory] = []
    assert plot(nothing, MONDAY, MONDAY)[:4] == b"\x89PNG"


def test_matplotlib_is_loaded_by_a_report_and_by_nothing_else():
    """Every process of the shop would otherwise carry it (Q4)."""
    program = (
        "import sys; import testing.environment; from config.profile import use_profile; use_profile(); import django;"
        "django.setup(); from config.celery import app; app.autodiscover_tasks(force=True); import reports.plot;"
        "print('matplotlib' in sys.modules, 'numpy' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=90, check=True)
    assert said.stdout.split() == ["False", "False"]


def test_there_is_one_report_of_a_period_whoever_asks_and_however_often_it_is_delivered(week, clerk):
    """Two who ask at the same time get the same; two deliveries make it once (Q4, Q5)."""
    other = UserFactory(is_staff=True, is_superuser=True)
    asking = [lambda person=person: request_report(Kind.SALES, start=MONDAY, end=SUNDAY, to=[person])[0].pk
              for person in (clerk, other)]  # fmt: skip
    assert len(set(at_once(asking))) == 1
    report = Report.objects.get()
    states = at_once([lambda: build_report(report.pk)["state"]] * 2)
    assert states == ["done", "done"]
    assert work_off("email") == ["reports.tasks.deliver"] * 2
    assert sorted(message.to[0] for message in mail.outbox) == sorted([clerk.email, other.email])
    for recipient in Recipient.objects.all():
        assert deliver(recipient.pk) == {"mailed": False}
    assert len(mail.outbox) == 2
    late = UserFactory(is_staff=True, is_superuser=True)
    _, created = request_report(Kind.SALES, start=MONDAY, end=SUNDAY, to=[late, clerk])
    assert not created
    assert work_off("email") == ["reports.tasks.deliver"]
    assert mail.outbox[-1].to == [late.email]


def test_the_mail_has_the_figures_or_the_way_to_them(week, clerk, monkeypatch):
    """Attached while they are small, behind a link otherwise; to nobody who may no longer see them (Q4, O5)."""
    report = asked(clerk)
    work_off("email")
    [message] = mail.outbox
    assert message.subject == "Report: Sales and views, day by day 2026-03-02 to 2026-03-08"
    assert "Revenue 137.49 euro" in message.body
    assert f"https://shop.example.com/admin/reports/report/{report.pk}/change/" in message.body
    assert [(name, kind) for name, _, kind in message.attachments] == [
        ("sales-2026-03-02-2026-03-08.csv", "text/csv"),
        ("sales-2026-03-02-2026-03-08.png", "image/png"),
    ]
    monkeypatch.setattr(delivering, "MOST_ATTACHED_BYTES", 100)
    Recipient.objects.update(mailed_at=None)
    assert deliver(Recipient.objects.get().pk) == {"mailed": True, "attached": False}
    assert mail.outbox[-1].attachments == []
    assert "too large for a mail" in mail.outbox[-1].body
    clerk.user_permissions.clear()
    Recipient.objects.update(mailed_at=None)
    assert deliver(Recipient.objects.get().pk) == {"mailed": False}


def test_a_mail_server_that_is_away_leaves_the_mail_to_be_sent(week, clerk, settings):
    """Nothing says it was sent (Q5)."""
    report = asked(clerk)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    recipient = report.recipients.get()
    with pytest.raises(OSError, match="refused"):
        deliver(recipient.pk)
    recipient.refresh_from_db()
    assert recipient.mailed_at is None


def test_the_schedule_asks_for_last_week_once(week, clerk):
    """Monday to Sunday, to everybody who may see reports; twice is once (Q3, Q4)."""
    UserFactory(is_staff=True)
    first, again = request_weekly(), request_weekly()
    assert (first["created"], again) == (True, {"report": first["report"], "created": False})
    report = Report.objects.get()
    assert report.period_start.weekday() == 0
    assert report.period_end - report.period_start == timedelta(days=6)
    assert timedelta() < timezone.now().date() - report.period_end <= timedelta(days=7)
    assert [recipient.user for recipient in report.recipients.all()] == [clerk]
    app.autodiscover_tasks(force=True)
    assert app.conf.beat_schedule["weekly-report"]["task"] in app.tasks


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (None, SUNDAY, "about a period"),
        (SUNDAY, MONDAY, "before it begins"),
        (MONDAY, date(2999, 1, 1), "not over yet"),
        (date(2020, 1, 1), SUNDAY, "at most 366 days"),
    ],
)
def test_a_period_there_can_be_no_report_about_is_refused(start, end, said):
    """In words; nothing is kept (Q4)."""
    with pytest.raises(PeriodRefused, match=said):
        request_report(Kind.SALES, start=start, end=end)
    assert not Report.objects.exists()


def test_a_report_that_does_not_come_is_sent_again_and_given_up_in_words(week, redis_server):
    """And whoever asks after that starts it anew (Q4)."""
    report, _ = request_report(Kind.SALES, start=MONDAY, end=SUNDAY)
    assert catch_up() == {"sent": 0, "given_up": 0}
    Report.objects.update(sent_at=timezone.now() - timedelta(minutes=11))
    assert catch_up() == {"sent": 1, "given_up": 0}
    Report.objects.update(sent_at=timezone.now() - timedelta(days=1), sendings=MOST_SENDINGS)
    assert catch_up() == {"sent": 0, "given_up": 1}
    report.refresh_from_db()
    assert (report.state, report.problem[:24]) == (State.FAILED, "Sent to the workers 5 ti")
    request_report(Kind.SALES, start=MONDAY, end=SUNDAY)
    assert build_report(report.pk)["state"] == State.DONE
