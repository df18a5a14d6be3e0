"""A shop whose products can be searched for."""

import pytest

from catalogue.models import Category, Product, ProductStatus
from search.services.refresh_words import refresh_words

GOODS = [
    ("Slim Oak Stool", "furniture", "oak", "moss", "69.00", 4, "A three-legged stool, which never wobbles."),
    ("Round Oak Stool", "furniture", "oak", "ink", "79.00", 0, "It stands by itself."),
    ("Walnut Bookcase", "furniture", "walnut", "chalk", "890.00", 2, "Shelves that do not sag, beside any oak."),
    ("Copper Kettle", "kitchen", "copper", "rose", "59.00", 9, "A kettle that whistles once and then waits."),
    ("Steel Kettle", "kitchen", "steel", "moss", "39.00", 1, "Dry it after washing and it stays bright."),
    ("Desk Lamp", "lighting", "brass", "moss", "120.00", 3, "Stays put: 3 < 5. <b>Bright</b> & small."),
]


@pytest.fixture
def goods(transactional_db):
    """Six products on three shelves and a draft; the words are fresh."""
    for number, (name, shelf, material, colour, price, stock, description) in enumerate(GOODS):
        category, _ = Category.objects.get_or_create(slug=shelf, defaults={"name": shelf.capitalize()})
        Product.objects.create(
            name=name,
            slug=name.lower().replace(" ", "-"),
            category=category,
            material=material,
            colour=colour,
            price=price,
            stock=stock,
            description=description,
            view_count=number,
            status=ProductStatus.ACTIVE,
        )
    Product.objects.create(name="Secret Oak Stool", slug="secret", category=category, price=1)
    refresh_words()
