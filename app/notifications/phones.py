"""Telephone numbers as gateways take them."""

import re

from django.core.exceptions import ValidationError

#: ITU-T E.164: a country code, which does not begin with 0, and at most 15 digits in all; fewer than 8 reach nobody
E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
#: what people put between the digits
_PUNCTUATION = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]")


def normalised(text: str) -> str:
    """The number as E.164: punctuation is dropped, `00` before the country becomes `+`. Empty stays empty.

    Raises ValidationError for what is no international number: the shop does not guess the country.
    """
    # `+44 (0) 20 …` writes two forms at once: from abroad no 0 is dialled there.
    number = _PUNCTUATION.sub("", _TRUNK_ZERO.sub("", text))
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if number:
        check_phone(number)
    return number


def check_phone(number: str) -> None:
    """Raises ValidationError unless it is E.164."""
    if not E164.fullmatch(number):
        raise ValidationError("Write the number with its country, like +31 20 123 4567.", code="phone")
