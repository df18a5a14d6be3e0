"""Staff ask for reports and fetch them; nobody else can (Q4, O5)."""

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.files.storage import default_storage
from django.test import Client

from reports.models import Kind, Report, State
from reports.services.request_report import request_report
from reports.tests.conftest import MONDAY, SUNDAY
from testing.factories import UserFactory
from testing.queries import captured_queries
from testing.queues import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bucket")]

ADD = "/admin/reports/report/add/"
SALES = {"kind": "sales", "period_start": MONDAY.isoformat(), "period_end": SUNDAY.isoformat()}


@pytest.fixture
def desk(site, clerk):
    """Their browser."""
    site.force_login(clerk)
    return site


def made(desk, **form):
    """Ask for it, and let the workers make and mail it; the report."""
    answer = desk.post(ADD, form or SALES, HTTP_SEC_FETCH_SITE="same-origin")
    assert answer.status_code == 302, answer.context["adminform"].errors
    work_off("reports")
    work_off("email")
    return Report.objects.latest("pk")


def test_what_is_asked_for_is_made_mailed_and_shown(desk, week, clerk):
    """With its plot, whose figures are in words too (Q4)."""
    assert desk.get(ADD).status_code == 200
    report = made(desk)
    assert (report.state, report.period_start, report.period_end) == (State.DONE, MONDAY, SUNDAY)
    assert [message.to for message in mail.outbox] == [[clerk.email]]
    page = desk.get(f"/admin/reports/report/{report.pk}/change/").content.decode()
    address = f"/admin/reports/report/{report.pk}/report."
    assert f'<img src="{address}png" alt="{report.summary}"' in page
    assert clerk.email in page
    fetched = desk.get(f"{address}csv")
    assert fetched["Content-Disposition"] == 'attachment; filename="sales-2026-03-02-2026-03-08.csv"'
    assert "no-store" in fetched["Cache-Control"]
    assert b"".join(fetched.streaming_content).startswith(b"day,category,orders")
    assert desk.get(f"{address}png")["Content-Type"] == "image/png"
    assert "Ready" in desk.get("/admin/reports/report/").content.decode()


@pytest.mark.parametrize("kind", ["stock-value", "stock-list"])
def test_the_reports_about_the_stock_are_asked_for_in_the_same_way(desk, shop, kind):
    """Each time a new one, of now; what staff typed is no formula there (Q4, O5)."""
    shop["garden"].name = "=1+1"
    shop["garden"].save()
    first, second = made(desk, kind=kind), made(desk, kind=kind)
    assert first.pk != second.pk
    text = b"".join(desk.get(f"/admin/reports/report/{second.pk}/report.csv").streaming_content).decode()
    assert "'=1+1" in text
    assert ",=1+1" not in text
    assert desk.get(f"/admin/reports/report/{second.pk}/report.png").status_code == 404


def test_a_period_that_is_not_over_is_refused_at_its_field(desk):
    """In words (Q4)."""
    answer = desk.post(ADD, {**SALES, "period_end": "2999-01-01"}, HTTP_SEC_FETCH_SITE="same-origin")
    assert "not over yet" in answer.context["adminform"].errors["period_end"][0]
    assert not Report.objects.exists()


def test_reports_are_for_those_who_may_see_them(desk, week):
    """Not by the shop's address of media, not for visitors, customers, or staff without the right (O5)."""
    report = made(desk)
    page = f"/admin/reports/report/{report.pk}/"
    for name in ("report.exe", "report.object-name"):
        assert desk.get(f"{page}{name}").status_code == 404
    desk.logout()
    assert desk.get(f"/media/{report.object_name}").status_code == 404
    assert desk.get(f"{page}report.csv").status_code == 302
    for person, expected in ((UserFactory(), 302), (UserFactory(is_staff=True), 403)):
        visitor = Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https")
        visitor.force_login(person)
        assert visitor.get(f"{page}report.csv").status_code == expected


def test_nobody_edits_or_deletes_a_report_and_its_page_costs_the_same_for_many_recipients(site, week):
    """A report says what was; no query a row (O5, D8)."""
    site.force_login(UserFactory(is_staff=True, is_superuser=True))
    report, costs = made(site), []
    for number in (0, 0, 5):  # the first also fills Django's own caches
        request_report(Kind.SALES, start=MONDAY, end=SUNDAY, to=[UserFactory() for _ in range(number)])
        with captured_queries() as queries:
            page = site.get(f"/admin/reports/report/{report.pk}/change/").content.decode()
        costs.append(len(queries))
    assert costs[1] == costs[2], costs
    assert 'name="_save"' not in page
    assert site.post(f"/admin/reports/report/{report.pk}/change/", SALES).status_code == 403
    assert site.get(f"/admin/reports/report/{report.pk}/delete/").status_code == 403


def test_a_file_the_store_has_lost_is_a_404(desk, week):
    """And no error of the server (O5)."""
    report = made(desk)
    default_storage.delete(report.object_name)
    assert desk.get(f"/admin/reports/report/{report.pk}/report.csv").status_code == 404


def test_who_may_only_look_asks_for_nothing(site, week):
    """Looking is a right of its own (O5)."""
    reader = UserFactory(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_report"))
    site.force_login(reader)
    assert site.get("/admin/reports/report/").status_code == 200
    assert site.post(ADD, SALES, HTTP_SEC_FETCH_SITE="same-origin").status_code == 403


def test_a_report_that_was_given_up_and_asked_for_again_keeps_no_problem(desk, week):
    """What kept it from coming then is not said of the one that has come (Q4)."""
    report, _ = request_report(Kind.SALES, start=MONDAY, end=SUNDAY)
    Report.objects.update(state=State.FAILED, problem="Sent to the workers 5 times without result.")
    report = made(desk)
    assert (report.state, report.problem) == (State.DONE, "")


def test_a_report_that_is_there_is_mailed_to_whoever_asks_for_it(desk, week, clerk):
    """There is one of a kind and period, and the form refuses nobody for that (Q4)."""
    there, _ = request_report(Kind.SALES, start=MONDAY, end=SUNDAY)
    work_off("reports")
    assert made(desk).pk == there.pk
    assert [message.to for message in mail.outbox] == [[clerk.email]]
