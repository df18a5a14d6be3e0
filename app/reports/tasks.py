"""Tasks of reports: made on `reports`, mailed on `email`, and looked after on `maintenance`."""

from typing import Any

from django.utils.text import slugify

from config.celery import app
from outbox.durable import retrying
from receipts.services import effect_once
from reports.services import build_now
from reports.services import build_report as building
from reports.services import catch_up as catching_up
from reports.services import deliver as delivering
from reports.services import forget_old as forgetting
from reports.services import request_weekly as requesting


@app.task(name="reports.tasks.build_stock_value_report", bind=True)
def build_stock_value_report(self: Any, effect_key: str = "") -> dict[str, Any]:
    """The value of the stock by category."""
    key = effect_key or self.request.id
    return effect_once(
        task=self.name, effect_key=key, effect=lambda: build_now.build_stock_value_report(key=slugify(key)[:100])
    )


@app.task(name="reports.tasks.build_stock_list_report", bind=True)
def build_stock_list_report(self: Any, effect_key: str = "") -> dict[str, Any]:
    """The stock, product by product."""
    key = effect_key or self.request.id
    return effect_once(
        task=self.name, effect_key=key, effect=lambda: build_now.build_stock_list_report(key=slugify(key)[:100])
    )


@app.task(name="reports.tasks.build", **retrying(Exception, tries=4))
def build(report_id: int) -> dict[str, Any]:
    """Make a report that was asked for; its row is the receipt."""
    return building.build_report(report_id)


@app.task(name="reports.tasks.deliver", **retrying(OSError))
def deliver(recipient_id: int) -> dict[str, Any]:
    """Mail it. A mail server that is away is tried again, later and later."""
    return delivering.deliver(recipient_id)


@app.task(name="reports.tasks.request_weekly")
def request_weekly() -> dict[str, Any]:
    """On Mondays."""
    return requesting.request_weekly()


@app.task(name="reports.tasks.catch_up")
def catch_up() -> dict[str, Any]:
    """Every ten minutes."""
    return catching_up.catch_up()


@app.task(name="reports.tasks.forget_old")
def forget_old() -> dict[str, Any]:
    """Daily at 03:50."""
    return forgetting.forget_old()
