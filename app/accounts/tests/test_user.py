"""Accounts: one per mail address, whatever its case (S3, O5)."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from testing.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_the_address_is_the_name_to_sign_in_with_however_it_is_typed(rf):
    """`Ann@Example.com` and `ann@example.com` are one person."""
    ann = UserFactory(email="Ann@Example.com")
    assert ann.email == "ann@example.com"
    assert get_user_model().objects.get_by_natural_key(" ANN@example.COM ") == ann
    assert authenticate(rf.post("/"), username="Ann@Example.com", password=PASSWORD) == ann


def test_the_database_refuses_a_second_account_of_an_address():
    """Also past the manager, and in another case."""
    UserFactory(email="ann@example.com")
    for address, constraint in (("ann@example.com", "accounts_user_email"), ("ANN@example.com", "user_email_lower")):
        with pytest.raises(IntegrityError, match=constraint):
            get_user_model().objects.bulk_create([get_user_model()(email=address)])


def test_a_form_is_told_that_the_address_is_taken():
    """In words for a person, and not as an error of the server."""
    UserFactory(email="ann@example.com")
    with pytest.raises(ValidationError, match="has an account already"):
        get_user_model()(email="Ann@example.com", password="x").full_clean()


def test_an_account_without_an_address_is_refused():
    """It could never be signed in to."""
    with pytest.raises(ValueError, match="mail address"):
        get_user_model().objects.create_user(" ")
