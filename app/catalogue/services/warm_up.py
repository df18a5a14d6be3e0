"""Fill the caches with what most visitors will ask for (C8)."""

from django.http import QueryDict

from catalogue import product_selectors, selectors
from catalogue.listing.selection import Selection, parse
from catalogue.listing.sorts import Sort

#: pages of the whole catalogue, and popular products
WARM_LIST_PAGES = 5
WARM_PRODUCTS = 100


def warm_up() -> dict[str, int]:
    """Read the first pages of the list, the first page of each category and the popular products through the cache."""
    lists, following = 0, ""
    while following is not None and lists < WARM_LIST_PAGES:
        following = selectors.list_page(parse(QueryDict(following), sorts=tuple(Sort))).page["next"]
        lists += 1
    categories = selectors.category_slugs()
    for category in categories:
        selectors.list_page(Selection(category=category))
    products = selectors.popular_slugs(limit=WARM_PRODUCTS)
    for slug in products:
        product_selectors.product_facts(slug=slug)
    return {"lists": lists + len(categories), "products": len(products)}
