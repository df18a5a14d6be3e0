"""The indexes of products: each is there for a query of the pages, and EXPLAIN shows in a test that it is used (D5)."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import Index, Q
from django.db.models.functions import Upper

from catalogue.models.product_status import ProductStatus

#: Views and stock are in other indexes, so that every change of theirs is a new entry here. Entries wait in a list,
#: which every search reads from end to end: an eighth of the default length.
_PENDING_KILOBYTES = 512

_ACTIVE = Q(status=ProductStatus.ACTIVE)

# Every page lists active products only, in one of the orders of catalogue.listing.sorts, all of them or one category's;
# `id` makes the order total, and an index of the whole order is what keyset paging needs. Prices are read both ways.
INDEXES = [
    Index(fields=["-created_at", "-id"], name="product_active_newest", condition=_ACTIVE),
    Index(fields=["category", "-created_at", "-id"], name="product_category_newest", condition=_ACTIVE),
    Index(fields=["-view_count", "-id"], name="product_active_popular", condition=_ACTIVE),
    Index(fields=["category", "-view_count", "-id"], name="product_category_popular", condition=_ACTIVE),
    Index(fields=["price", "id"], name="product_active_price", condition=_ACTIVE),
    Index(fields=["category", "price", "id"], name="product_category_price", condition=_ACTIVE),
    Index(fields=["-rating_rank", "-id"], name="product_active_rated", condition=_ACTIVE),
    Index(fields=["category", "-rating_rank", "-id"], name="product_category_rated", condition=_ACTIVE),
    # Full text, and what it cannot find: parts of words and words with a typing error. `UPPER(name)` is what Django's
    # icontains asks for.
    GinIndex(
        fields=["search_vector"], name="product_search", condition=_ACTIVE, gin_pending_list_limit=_PENDING_KILOBYTES
    ),
    GinIndex(
        OpClass(Upper("name"), name="gin_trgm_ops"),
        name="product_name_trigrams",
        gin_pending_list_limit=_PENDING_KILOBYTES,
    ),
    # For what is not limited to active products: the admin's filters and the foreign key's own checks.
    Index(fields=["category", "status"], name="product_category_status"),
    Index(fields=["stock"], name="product_low_stock", condition=Q(stock__lt=10)),
]
