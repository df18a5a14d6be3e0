"""Pieces leave the shelf and come back: rows are locked in key order, always, so that no two orders can deadlock."""

from collections.abc import Iterable, Mapping

from django.db.models import Case, F, IntegerField, Value, When
from django.utils import timezone

from catalogue.models import Product

#: {"<product key>": [pieces before, pieces after]}
type StockChange = dict[str, list[int]]


def lock_products(product_ids: Iterable[int]) -> dict[int, Product]:
    """The rows as they are now, held until the transaction ends.

    FOR NO KEY UPDATE: rows that merely point at a product (carts, reviews) need not wait.
    """
    locked = Product.objects.filter(pk__in=product_ids).order_by("pk").select_for_update(of=("self",), no_key=True)
    return {product.pk: product for product in locked}


def move_stock(products: Mapping[int, Product], pieces: Mapping[int, int]) -> StockChange:
    """Add so many pieces (negative: take) to each of the locked products, in one statement.

    Raises IntegrityError where a product would have less than none.
    """
    number = Case(*(When(pk=key, then=Value(n)) for key, n in pieces.items()), output_field=IntegerField())
    Product.objects.filter(pk__in=pieces).update(stock=F("stock") + number, updated_at=timezone.now())
    return {str(key): [products[key].stock, products[key].stock + n] for key, n in pieces.items()}
