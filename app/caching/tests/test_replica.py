"""What is cached is never older than the change that made it be built anew, however far the replica lags (C7, D3)."""

from itertools import count

import pytest

from caching import generations
from caching.memo import remember
from catalogue.models import Product
from databases import routing
from testing.waiting import wait_until

pytestmark = pytest.mark.django_db


def price(site) -> str:
    """The price on the spade's page, as an anonymous visitor sees it."""
    page = site.get("/products/spade/").content.decode()
    return next(amount for amount in ("30.00", "31.00") if amount in page)


def test_a_page_built_after_a_change_does_not_come_from_a_replica_that_lacks_it(shop, site, standby):
    """The replica's old price would be kept for the page's whole lifetime, here and at the edge (C7, D3)."""
    assert price(site) == "30.00"
    standby.pause()
    spade = Product.objects.get(slug="spade")
    spade.price = "31.00"
    spade.save()
    assert price(site) == "31.00"
    assert price(site) == "31.00"
    standby.resume()


def test_reads_return_to_the_replica_when_it_has_the_change(shop, standby):
    """What is built anew later is read from the replica again (C7, D3)."""
    generations.bump(["product:spade"])
    names = count()

    def source() -> str:
        with routing.request_route(pinned_to_primary=False):
            read = lambda: Product.objects.get(slug="spade")._state.db  # noqa: E731  (what is built is the source)
            return remember("test", str(next(names)), read, tags=["product:spade"], seconds=60).value

    assert wait_until(source, lambda alias: alias == "replica")
