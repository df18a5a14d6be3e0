"""Tasks of the queue `reports`."""

from typing import Any

from django.utils.text import slugify

from config.celery import app
from receipts.services import effect_once
from reports import services


@app.task(name="reports.tasks.build_stock_value_report", bind=True)
def build_stock_value_report(self: Any, effect_key: str = "") -> dict[str, Any]:
    """The value of the stock by category."""
    key = effect_key or self.request.id
    return effect_once(
        task=self.name, effect_key=key, effect=lambda: services.build_stock_value_report(key=slugify(key)[:100])
    )


@app.task(name="reports.tasks.build_stock_list_report", bind=True)
def build_stock_list_report(self: Any, effect_key: str = "") -> dict[str, Any]:
    """The stock, product by product."""
    key = effect_key or self.request.id
    return effect_once(
        task=self.name, effect_key=key, effect=lambda: services.build_stock_list_report(key=slugify(key)[:100])
    )
