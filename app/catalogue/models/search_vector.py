"""What of a product can be searched, and how much each part weighs (S2)."""

from django.contrib.postgres.search import SearchVector

#: Postgres' text search configuration: stems English words. Named in every expression, because one that depends on the
#: session's default is not IMMUTABLE, and Postgres would refuse to store what it gives.
SEARCH_CONFIG = "english"

SEARCH_VECTOR = (
    SearchVector("name", weight="A", config=SEARCH_CONFIG)
    + SearchVector("material", "colour", weight="B", config=SEARCH_CONFIG)
    + SearchVector("description", weight="C", config=SEARCH_CONFIG)
)
