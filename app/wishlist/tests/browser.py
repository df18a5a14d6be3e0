"""A browser with an account."""

from django.test import Client

from testing.factories import UserFactory


def signed_in(**options):
    """A browser with an account of its own."""
    client = Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https", **options)
    client.user = UserFactory(password=None)
    client.force_login(client.user)
    return client
