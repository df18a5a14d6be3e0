"""What people type, in one spelling for the database and the caches."""

import re
import unicodedata

#: no name of a product is longer; what is typed beyond it cannot find more
MAX_CHARACTERS = 120
#: letters and digits that belong together, as Postgres' parser would take them for a word
WORD = re.compile(r"[^\W_]+")


def normalise(typed: str) -> str:
    """`  Oak\\x00  STOOL ` → `oak stool`. Idempotent, and any string will do.

    Control characters (NUL, which Postgres has no text for, and lone surrogates, which no encoding has) become spaces;
    letters that look alike (NFKC) and their cases become one. Quotes, minus signs and `or` stay: they are operators.
    """
    text = typed[: 4 * MAX_CHARACTERS]
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    # Case folding can undo the normal form and the other way round; the second round settles it.
    for _ in range(2):
        text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(" ".join(text.split())[:MAX_CHARACTERS].split())


def words_of(text: str) -> list[str]:
    """The words of a normalised text, in order, without operators."""
    return WORD.findall(text)
