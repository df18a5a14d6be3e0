"""The wishlist: always the caller's own, no address names another."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Path
from ninja.responses import Status as Answer
from pydantic import Field

from api.problems import ApiProblem, Problem
from api.routing import ShopRouter
from api.shapes import ProblemDocument, Sent, Slug
from api.v1.listing import ProductCard, card
from catalogue.models import Product, ProductStatus
from security.client import visitor
from security.throttle import throttle
from wishlist import selectors
from wishlist.services.add_wish import MOST_WISHES, ListFull, add_wish
from wishlist.services.remove_wish import remove_wish
from wishlist.views import CHANGES

router = ShopRouter()


class Wish(Sent):
    """A product on the list."""

    product: ProductCard
    is_sold: bool = Field(description="false for one that left the shop")


@router.get(
    "/wishlist",
    response=Annotated[list[Wish], Field(max_length=MOST_WISHES)],
    operation_id="getWishlist",
    summary="My wishlist",
)
def get_wishlist(request: HttpRequest) -> Any:
    """All of it, last wished first."""
    wishes = selectors.wishes_of(request.user)  # type: ignore[arg-type]  # is signed in
    return [{"product": card(wish.card), "is_sold": wish.is_sold} for wish in wishes]


@router.put(
    "/wishlist/{slug}", response={204: None, 409: ProblemDocument}, operation_id="addWish", summary="Wish for a product"
)
def add(request: HttpRequest, slug: Annotated[Slug, Path()]) -> Any:
    """Repeating it changes nothing more. 409 where the list is full."""
    throttle("wishlist", visitor(request), CHANGES)
    product_id = Product.objects.filter(slug=slug, status=ProductStatus.ACTIVE).values_list("pk", flat=True).first()
    if product_id is None:
        raise Http404("There is no such product.")
    try:
        add_wish(user=request.user, product_id=product_id)  # type: ignore[arg-type]  # is signed in
    except ListFull as full:
        raise ApiProblem(Problem.CONFLICT, str(full)) from None
    return Answer(204, None)


@router.delete("/wishlist/{slug}", response={204: None}, operation_id="removeWish", summary="Take a product off")
def remove(request: HttpRequest, slug: Annotated[Slug, Path()]) -> Any:
    """404 where it is not on the list."""
    throttle("wishlist", visitor(request), CHANGES)
    if not remove_wish(user=request.user, slug=slug):  # type: ignore[arg-type]  # is signed in
        raise Http404("This product is not on your wishlist.")
    return Answer(204, None)
