"""Counts beside the filters: how many products each choice would leave.

One query counts all combinations of the filters' values at once (the cube); every count on a page is a sum over it, so
choosing another filter asks the database for nothing but the rows.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, TypedDict

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Least

from catalogue.listing.selection import RATINGS, Selection

#: euros; where one price range ends and the next begins
PRICE_BOUNDS = (25, 50, 100, 250, 500)


class Cell(NamedTuple):
    """A combination of values: number of the price range, in stock, whole stars, in the chosen price span."""

    category: str
    price_range: int
    in_stock: bool
    stars: int
    in_span: bool
    products: int


class Shelf(TypedDict):
    """A category, as the facets and the list name it."""

    id: int
    slug: str
    name: str
    intro: str


class Cube(TypedDict):
    """The categories in page order and the cells (as lists: they travel through msgpack)."""

    shelves: list[Shelf]
    cells: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter: what it would leave, and the selection it leads to. A chosen one leads back."""

    value: str
    label: str
    products: int
    chosen: bool
    selection: Selection


@dataclass(frozen=True, slots=True)
class Facets:
    """What the page says beside its list."""

    total: int
    categories: list[Choice]
    prices: list[Choice]
    ratings: list[Choice]
    available: Choice


def cube_columns(prefix: str, selection: Selection) -> dict[str, Any]:
    """The expressions to group products by; `prefix` leads to the product from the model that is asked."""
    price = f"{prefix}price"
    span = Q(**{f"{price}__gte": selection.least or Decimal(0)})
    if selection.most is not None:
        span &= Q(**{f"{price}__lte": selection.most})
    ranges = [When(**{f"{price}__lt": bound}, then=Value(number)) for number, bound in enumerate(PRICE_BOUNDS)]
    rated = Q(**{f"{prefix}rating_count__gt": 0})
    return {
        "price_range": Case(*ranges, default=Value(len(PRICE_BOUNDS))),
        "in_stock": Case(When(**{f"{prefix}stock__gt": 0}, then=Value(True)), default=Value(False)),
        # Whole stars of the average; only the thresholds of RATINGS matter.
        "stars": Case(
            When(rated, then=Least(F(f"{prefix}rating_total") / F(f"{prefix}rating_count"), Value(5))), default=Value(0)
        ),
        "in_span": Case(When(span, then=Value(True)), default=Value(False)),
    }


def fetch_cube(products: QuerySet, selection: Selection) -> Cube:
    """One query over the products that the words match; of the selection only the price span counts."""
    columns = cube_columns("", selection)
    names = ("category_id", "category__slug", "category__name", "category__intro")
    counted = (
        products.order_by("category__position", "category__name")
        .values(*names, **columns)
        .annotate(products=Count("pk"))
    )
    return _cube(counted.values_list(*names, *columns, "products"))


def fetch_whole_cube(categories: QuerySet, selection: Selection) -> Cube:
    """One query over all categories, also empty ones; `categories` are annotated with the relation `shown`."""
    columns = cube_columns("shown__", selection)
    names = ("pk", "slug", "name", "intro")
    counted = categories.order_by("position", "name").values(*names, **columns).annotate(products=Count("shown"))
    return _cube(counted.values_list(*names, *columns, "products"))


def _cube(rows: Any) -> Cube:
    shelves: dict[int, Shelf] = {}
    cells = []
    for key, slug, name, intro, *values in rows:
        shelves.setdefault(key, Shelf(id=key, slug=slug, name=name, intro=intro))
        if values[-1]:
            cells.append([slug, *values])
    return Cube(shelves=list(shelves.values()), cells=cells)


def facets_of(cube: Cube, selection: Selection) -> Facets:
    """Each filter's counts with all the others applied, and the total with every one of them."""
    cells = [Cell(*cell) for cell in cube["cells"]]

    def count(chosen: Selection, price_range: int | None = None) -> int:
        return sum(cell.products for cell in cells if _holds(cell, chosen, price_range))

    return Facets(
        total=count(selection),
        categories=[
            Choice(
                shelf["slug"],
                shelf["name"],
                count(selection.but(category=shelf["slug"])),
                selection.category == shelf["slug"],
                selection.but(category="" if selection.category == shelf["slug"] else shelf["slug"]),
            )
            for shelf in cube["shelves"]
        ],
        prices=[_price_choice(selection, number, count(selection, number)) for number in range(len(PRICE_BOUNDS) + 1)],
        ratings=[
            Choice(
                str(stars),
                f"{stars} stars and up",
                count(selection.but(rating=stars)),
                selection.rating == stars,
                selection.but(rating=0 if selection.rating == stars else stars),
            )
            for stars in RATINGS
        ],
        available=Choice(
            "1",
            "In stock",
            count(selection.but(available=True)),
            selection.available,
            selection.but(available=not selection.available),
        ),
    )


def _holds(cell: Cell, chosen: Selection, price_range: int | None) -> bool:
    """Whether the products of a cell are in the selection; with `price_range`, of that range instead of its span."""
    return (
        chosen.category in ("", cell.category)
        and (cell.in_span if price_range is None else cell.price_range == price_range)
        and (cell.in_stock or not chosen.available)
        and cell.stars >= chosen.rating
    )


def _price_choice(selection: Selection, number: int, products: int) -> Choice:
    bounds = (None, *map(Decimal, PRICE_BOUNDS), None)
    least, end = bounds[number], bounds[number + 1]
    most = None if end is None else end - Decimal("0.01")
    chosen = (selection.least, selection.most) == (least, most)
    label = f"€ {least} and up" if end is None else f"€ {least or 0} to {end}"
    span = {"least": None, "most": None} if chosen else {"least": least, "most": most}
    return Choice(str(number), label, products, chosen, selection.but(**span))
