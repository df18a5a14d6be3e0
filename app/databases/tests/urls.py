"""Views that read and write one row without any cache: what a visitor of an uncached page meets."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from catalogue.models import Product
from config.urls import urlpatterns as of_the_shop


def price(request: HttpRequest, slug: str) -> HttpResponse:
    """The product's price, as the database that is read has it."""
    return HttpResponse(f"{Product.objects.get(slug=slug).price} from {Product.objects.all().db}")


def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the price through the ORM."""
    Product.objects.filter(slug=slug).update(price=request.GET["price"])
    return HttpResponse("changed")


def change_by_hand(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the price by SQL that no router sees, and read it in the same request."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_product SET price = %s WHERE slug = %s", [request.GET["price"], slug])
    return price(request, slug)


def careless(request: HttpRequest) -> HttpResponse:
    """Ask for each product's category anew."""
    return HttpResponse(", ".join(product.category.name for product in Product.objects.all()))


urlpatterns = [
    *of_the_shop,
    path("price/<slug:slug>/", price),
    path("careless/", careless),
    path("change/<slug:slug>/", change),
    path("change-by-hand/<slug:slug>/", change_by_hand),
]
