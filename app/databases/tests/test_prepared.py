"""What is asked again and again is prepared once (D2, docs/adr/0010)."""

import pytest
from django.db import DatabaseError, connection, connections, transaction
from psycopg import capabilities

from catalogue.models import Product
from config.settings.databases import PREPARE_AFTER

pytestmark = pytest.mark.django_db


def prepared():
    """Texts of the statements that the server keeps for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [text for (text,) in cursor.fetchall() if "catalogue_product" in text]


def ask(slug):
    """One row by its slug."""
    return Product.objects.only("slug").get(slug=slug)


@pytest.fixture
def fresh():
    """A connection on which nothing was prepared yet."""
    connection.close()
    connection.close_pool()


def test_the_client_may_prepare():
    """Else the settings leave it off, and nothing below would show anything."""
    assert capabilities.has_send_close_prepared()


def test_a_statement_is_prepared_once_for_all_its_values(shop, fresh):
    """Not before it has come often enough, and under its shape, whatever was asked for."""
    for number in range(PREPARE_AFTER):
        assert ask(f"bowl-{number}").slug == f"bowl-{number}"
    assert prepared() == []
    for number in range(PREPARE_AFTER, 4 * PREPARE_AFTER):
        assert ask(f"bowl-{number}").slug == f"bowl-{number}"
    (text,) = prepared()
    assert "$1" in text
    assert "bowl" not in text


def test_a_rollback_forgets_and_the_next_request_goes_on(shop, fresh):
    """psycopg drops its statements with a rollback, since their tables may have gone with it."""
    for _ in range(2 * PREPARE_AFTER):
        ask("spade")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column FROM catalogue_product")
    for _ in range(2 * PREPARE_AFTER):
        assert ask("spade").slug == "spade"
    assert len(prepared()) == 1


def test_a_statement_outlives_a_new_column(shop, fresh):
    """A migration that adds one from another connection while the shop runs breaks no prepared statement."""
    for _ in range(2 * PREPARE_AFTER):
        ask("spade")
    elsewhere = connections["replica"]
    with elsewhere.cursor() as cursor:
        cursor.execute("ALTER TABLE catalogue_product ADD COLUMN added_meanwhile int")
    try:
        assert ask("spade").slug == "spade"
        assert len(prepared()) == 1
    finally:
        with elsewhere.cursor() as cursor:
            cursor.execute("ALTER TABLE catalogue_product DROP COLUMN added_meanwhile")
