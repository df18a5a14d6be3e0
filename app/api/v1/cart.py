"""The cart: an account's, or the one in a visitor's session."""

from enum import StrEnum
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Path
from pydantic import Field

from api.authentication import VISITORS
from api.problems import ApiProblem, Problem
from api.routing import ShopRouter
from api.shapes import Money, ProblemDocument, Received, Sent, Slug, Whole, example
from cart import selectors
from cart.limits import MAX_LINES, MAX_QUANTITY
from cart.lines import Line
from cart.lines import Problem as LineProblem
from cart.services.add_product import add_product
from cart.services.adjust_cart import adjust_cart
from cart.services.errors import CartRefused
from cart.services.set_quantity import set_quantity
from cart.stores import store_of
from catalogue.models import Product, ProductStatus

router = ShopRouter(auth=VISITORS)


class Trouble(StrEnum):
    """Why a line cannot be ordered as it stands."""

    NOT_FOR_SALE = "not-for-sale"
    SOLD_OUT = "sold-out"
    SHORT = "short"


TROUBLES = {problem: Trouble[problem.name] for problem in LineProblem}


class CartLine(Sent):
    """A product in the cart, at today's price."""

    product: str = Field(description="slug")
    name: str
    quantity: int = Field(ge=1, le=MAX_QUANTITY, description="pieces")
    unit_price: Money
    total: Money
    price_changed: bool = Field(description="since it was put in, or last agreed to")
    trouble: Trouble | None = Field(description="why the line cannot be ordered; null where it can")


class Cart(Sent):
    """The whole cart."""

    lines: list[CartLine] = Field(max_length=MAX_LINES)
    pieces: int = Field(ge=0)
    total: Money
    can_be_ordered: bool


class NewLine(Received):
    """A product to put in."""

    model_config = example(product="oak-bench", quantity=2)

    product: Slug
    quantity: Whole = Field(ge=1, le=MAX_QUANTITY)


class Quantity(Received):
    """How many pieces a line has from now on; none removes it."""

    model_config = example(quantity=3)

    quantity: Whole = Field(ge=0, le=MAX_QUANTITY)


@router.get("/cart", response=Cart, operation_id="getCart", summary="My cart")
def get_cart(request: HttpRequest) -> Any:
    """What is in the cart, at today's prices and stock."""
    return _cart(request)


@router.post(
    "/cart/lines", response={200: Cart, 404: ProblemDocument, 409: ProblemDocument}, operation_id="addToCart",
    summary="Put a product in",
)  # fmt: skip
def add_line(request: HttpRequest, body: NewLine) -> Any:
    """Adds to the pieces that are in it already, up to what a line holds. Stock is not reserved: an order does that."""
    product = Product.objects.filter(slug=body.product, status=ProductStatus.ACTIVE).first()
    if product is None:
        raise Http404("There is no such product.")
    try:
        add_product(store_of(request), product=product, quantity=body.quantity)
    except CartRefused as refused:
        raise ApiProblem(Problem.CONFLICT, str(refused)) from None
    return _cart(request)


@router.put("/cart/lines/{slug}", response=Cart, operation_id="setCartQuantity", summary="Change a line")
def set_line(request: HttpRequest, slug: Annotated[Slug, Path()], body: Quantity) -> Any:
    """So many pieces of a product that is in the cart. Repeating it changes nothing more."""
    _set(request, slug, body.quantity)
    return _cart(request)


@router.delete("/cart/lines/{slug}", response=Cart, operation_id="removeFromCart", summary="Take a product out")
def remove_line(request: HttpRequest, slug: Annotated[Slug, Path()]) -> Any:
    """The cart without this product."""
    _set(request, slug, 0)
    return _cart(request)


@router.post("/cart/adjust", response=Cart, operation_id="adjustCart", summary="Make the cart orderable")
def adjust(request: HttpRequest) -> Any:
    """Takes out what is not to be had, lowers what is short to what is left, and agrees to today's prices."""
    adjust_cart(store_of(request))
    return _cart(request)


def _set(request: HttpRequest, slug: str, quantity: int) -> None:
    store = store_of(request)
    product_id = Product.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if product_id is None or product_id not in store.entries():
        raise Http404("This product is not in the cart.")
    set_quantity(store, product_id=product_id, quantity=quantity)


def _cart(request: HttpRequest) -> dict[str, Any]:
    summary = selectors.summary(store_of(request))
    return {
        "lines": [_line(line) for line in summary.lines],
        "pieces": summary.pieces,
        "total": f"{summary.total:.2f}",
        "can_be_ordered": summary.can_be_ordered,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "product": line.product.slug,
        "name": line.product.name,
        "quantity": line.quantity,
        "unit_price": f"{line.unit_price:.2f}",
        "total": f"{line.total:.2f}",
        "price_changed": line.price_changed,
        "trouble": TROUBLES[line.problem] if line.problem else None,
    }
