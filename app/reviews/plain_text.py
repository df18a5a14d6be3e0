"""What people type, as plain text: nothing invisible, nothing that turns other text around."""

import re
import unicodedata
from typing import Any

from django import forms

#: characters that reorder what stands after them, and the byte order mark
INVISIBLE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
EMPTY_LINES = re.compile(r"\n{3,}")


def clean_text(text: str) -> str:
    """Composed (NFC), without control and bidirectional characters, at most one empty line in a row."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    # Cc are control characters, Cs halves of surrogate pairs: neither has a place in a stored text.
    seen = "".join(
        c for c in lines if c == "\n" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in INVISIBLE)
    )
    trimmed = "\n".join(line.rstrip() for line in seen.split("\n"))
    return EMPTY_LINES.sub("\n\n", unicodedata.normalize("NFC", trimmed)).strip()


def clean_line(text: str) -> str:
    """The same on one line, with single spaces."""
    return " ".join(clean_text(text.replace("\t", " ").replace("\n", " ").replace("\r", " ")).split())


class PlainTextField(forms.CharField):
    """A field of several lines whose length is counted after cleaning."""

    clean_words = staticmethod(clean_text)

    def to_python(self, value: Any) -> str:
        """The cleaned text; what is left of nothing is empty."""
        return self.clean_words(super().to_python(value) or "")


class PlainLineField(PlainTextField):
    """The same for a single line."""

    clean_words = staticmethod(clean_line)
