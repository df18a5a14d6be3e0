"""What most visitors ask for is in the caches before they do (C8)."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone
from django_redis import get_redis_connection

from catalogue import tasks
from catalogue.models import Product
from catalogue.services import count_view, warm_up
from databases.routing import ANALYTICS
from testing.queries import captured_queries
from useractions.models import ProductDay


@pytest.fixture
def few(monkeypatch):
    """Two list pages and three products are warmed."""
    monkeypatch.setattr(warm_up, "WARM_LIST_PAGES", 2)
    monkeypatch.setattr(warm_up, "WARM_PRODUCTS", 3)


def test_after_the_task_the_pages_of_most_visitors_cost_no_query(shop, site, few):
    """Lists, categories and the most viewed products are answered by the view layer (C8, C1)."""
    Product.objects.filter(slug__in=["bowl-3", "bowl-7", "spade"]).update(view_count=100)
    assert tasks.warm_up_caches() == {"found": 0, "made": 7, "failed": 0}
    second = site.get("/").content.decode().partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    paths = ["/", f"/{second}", "/?category=kitchen", "/?category=garden"]
    with captured_queries() as queries:
        for path in [*paths, *(f"/products/{slug}/" for slug in ("bowl-3", "bowl-7", "spade"))]:
            assert site.get(path)["X-Cache-Layer"] == "view", path
    assert len(queries) == 0


def test_warming_again_makes_nothing_and_counts_no_view(shop, few, capsys):
    """After a deploy and every ten minutes: what is popular is decided by visitors alone (C8, C7)."""
    call_command("warm_up")
    call_command("warm_up")
    assert capsys.readouterr().out.splitlines() == [
        "7 pages were made, 0 were in the cache already",
        "0 pages were made, 7 were in the cache already",
    ]
    assert not get_redis_connection("long_term").exists(count_view.BUFFER)


def test_a_page_that_fails_is_told_and_the_others_are_warmed(shop, site, few, monkeypatch, capsys):
    """One is a line among the errors; all of them end the Job after a deploy with an error (C8)."""
    monkeypatch.setattr(warm_up, "_categories", lambda: ["/?category=nope"])
    call_command("warm_up")
    assert "1 pages failed" in capsys.readouterr().err
    assert site.get("/")["X-Cache-Layer"] == "view"
    monkeypatch.setattr(warm_up, "_lists", lambda: [])
    monkeypatch.setattr(warm_up, "_popular", lambda: [])
    with pytest.raises(CommandError, match="1 pages failed"):
        call_command("warm_up")


def test_an_empty_shop_is_warmed_too(transactional_db, few):
    """Before the catalogue is loaded there is one page (C8)."""
    assert tasks.warm_up_caches() == {"found": 0, "made": 1, "failed": 0}


def test_what_people_buy_is_warmed_with_what_they_look_at(shop, site, few):
    """Also a product that nobody has looked at; one that is not for sale has no page (C8, Q4)."""
    bought = Product.objects.get(slug="bowl-9")
    for product, pieces in ((bought, 3), (shop["draft"], 9)):
        ProductDay.objects.create(day=timezone.now().date(), product_id=product.pk, purchases=pieces)
    assert tasks.warm_up_caches()["failed"] == 0
    assert site.get("/products/bowl-9/")["X-Cache-Layer"] == "view"


def test_the_shop_is_warmed_without_the_analytics_database(shop, site, few):
    """Its counts are a help, and nothing a page depends on (C8)."""
    with connections[ANALYTICS].cursor() as cursor:
        cursor.execute("ALTER TABLE useractions_productday RENAME TO away")
        try:
            assert tasks.warm_up_caches() == {"found": 0, "made": 7, "failed": 0}
        finally:
            cursor.execute("ALTER TABLE away RENAME TO useractions_productday")
