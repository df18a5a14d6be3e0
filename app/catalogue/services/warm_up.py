"""Fill the caches with what most visitors will ask for (C8)."""

from catalogue import product_selectors, selectors

#: pages of the whole catalogue, and popular products
WARM_LIST_PAGES = 5
WARM_PRODUCTS = 100


def warm_up() -> dict[str, int]:
    """Read the first pages of the list, the first page of each category and the popular products through the cache."""
    total = selectors.list_page(category="", page=1).value["total"]
    pages = range(2, min(WARM_LIST_PAGES, -(-total // selectors.PAGE_SIZE)) + 1)
    for page in pages:
        selectors.list_page(category="", page=page)
    categories = selectors.category_slugs()
    for category in categories:
        selectors.list_page(category=category, page=1)
    products = selectors.popular_slugs(limit=WARM_PRODUCTS)
    for slug in products:
        product_selectors.product_facts(slug=slug)
    return {"lists": 1 + len(pages) + len(categories), "products": len(products)}
