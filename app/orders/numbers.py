"""Order numbers: read out on the telephone, and not to be guessed."""

import secrets

#: Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O or U
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LENGTH = 3, 4
#: of a URL's path
PATTERN = rf"[{ALPHABET}]{{{GROUP_LENGTH}}}(?:-[{ALPHABET}]{{{GROUP_LENGTH}}}){{{GROUPS - 1}}}"


def new_number() -> str:
    """`7K3M-9XQ2-4TBD`: 12 characters of 5 random bits, 60 bits together."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


class NumberConverter:
    """`<number:number>` in a URL; letters may be small."""

    regex = rf"(?i:{PATTERN})"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
