"""Rows for tests: each factory makes one valid row with as little beside it as possible."""

import factory
from django.contrib.auth import get_user_model

from accounts.models import Address, Country
from catalogue.models import Category, Product, ProductStatus

PASSWORD = "only-for-this-test"


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody with an account and the password PASSWORD."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person-{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, password=kwargs.pop("password", PASSWORD), **kwargs)


class AddressFactory(factory.django.DjangoModelFactory):
    """Somewhere to send a parcel to."""

    class Meta:
        model = Address

    user = factory.SubFactory(UserFactory)
    recipient = "Ann Example"
    line_1 = "Oudegracht 1"
    postal_code = "3511 AA"
    city = "Utrecht"
    country = Country.NETHERLANDS


class CategoryFactory(factory.django.DjangoModelFactory):
    """A category; the same slug is the same row."""

    class Meta:
        model = Category
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"shelf-{n}")
    name = factory.LazyAttribute(lambda row: row.slug.replace("-", " ").capitalize())


class ProductFactory(factory.django.DjangoModelFactory):
    """An active product with ten pieces in stock."""

    class Meta:
        model = Product

    name = factory.Sequence(lambda n: f"Product {n}")
    slug = factory.Sequence(lambda n: f"product-{n}")
    category = factory.SubFactory(CategoryFactory)
    price = "10.00"
    stock = 10
    status = ProductStatus.ACTIVE
