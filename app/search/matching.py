"""Products that match words: full text first, and resemblance where that finds nothing."""

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import BigIntegerField, F, QuerySet
from django.db.models.functions import Cast, Upper

from catalogue.models import Product, ProductStatus
from catalogue.models.search_vector import SEARCH_CONFIG

#: of the vector's parts D, C, B, A: nothing, the description, material and colour, the name
WEIGHTS = [0.1, 0.2, 0.5, 1.0]
#: relevance is kept as a whole number of these, because a cursor must name it exactly
RELEVANCE_STEPS = 1_000_000
#: around the words found in an excerpt: characters of Unicode's private use area, never part of a text
HIT_BEGINS, HIT_ENDS = "\ue000", "\ue001"

#: pieces of text, each with whether it was searched for; lists, because tuples do not come back from a cache
type Excerpt = list[list[str | bool]]


def search_query(words: str) -> SearchQuery:
    """`websearch` understands quotes, `or` and a leading minus, and no input is an error to it."""
    return SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")


def matching(words: str, *, using: str) -> QuerySet:
    """Active products with all the words, annotated with their `relevance`: near and in the name is best."""
    query = search_query(words)
    rank = SearchRank(F("search_vector"), query, weights=WEIGHTS, cover_density=True)
    return (
        Product.objects.using(using)
        .filter(status=ProductStatus.ACTIVE, search_vector=query)
        .annotate(relevance=Cast(rank * RELEVANCE_STEPS, BigIntegerField()))
    )


def resembling(words: str, *, using: str) -> QuerySet:
    """Active products with something like the words in their name, the likest first."""
    name = Upper("name")
    likeness = TrigramWordSimilarity(words.upper(), name)
    return (
        Product.objects.using(using)
        .alias(upper_name=name)
        .filter(status=ProductStatus.ACTIVE, upper_name__trigram_word_similar=words.upper())
        .annotate(likeness=likeness)
        .order_by("-likeness", "-view_count", "-pk")
    )


def with_excerpts(products: QuerySet, words: str) -> QuerySet:
    """Annotates the part of the description that has the words. Costs a parse a row: for the rows of one page only."""
    return products.annotate(
        excerpt=SearchHeadline(
            "description",
            search_query(words),
            config=SEARCH_CONFIG,
            start_sel=HIT_BEGINS,
            stop_sel=HIT_ENDS,
            max_words=24,
            min_words=10,
        )
    )


def excerpt_parts(marked: str) -> Excerpt:
    """The excerpt in pieces; none where nothing was found in it. Escaping is the template's, piece by piece."""
    if HIT_BEGINS not in marked:
        return []
    parts: Excerpt = []
    for number, piece in enumerate(marked.split(HIT_BEGINS)):
        hit, ends, rest = piece.partition(HIT_ENDS)
        parts += [[hit, bool(number and ends)], [rest, False]]
    return [part for part in parts if part[0]]
