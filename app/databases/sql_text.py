"""SQL for logs: its shape without any value, so that nothing personal gets there and like statements look alike."""

import re

#: characters kept; the beginning of a statement says which it is
LONGEST = 2_000

#: in the order in which Postgres reads them: whatever begins first ends the other's right to begin
_PARTS = re.compile(
    r"""
    (?P<gap> (?: \s | /\*.*?(?:\*/|\Z) | --[^\n]* )+ )
  | (?P<text> (?:\b[eE])'(?:[^'\\]|\\.|'')*(?:'|\Z) | (?:\b(?:[bBxXnN]|[uU]&))?'(?:[^']|'')*(?:'|\Z)
            | (?P<dollar>\$(?:[^\W\d]\w*)?\$).*?(?:(?P=dollar)|\Z) )
  | (?P<name> "(?:[^"]|"")*(?:"|\Z) )
  | (?P<placeholder> %s | %\(\w+\)s | \$\d+ )
  | (?P<number> (?<![\w.])(?:0[xXoObB][0-9a-fA-F_]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][+-]?\d+)?)(?![\w]) )
    """,
    re.VERBOSE | re.DOTALL,
)
_LISTS = re.compile(r"\(\s*\?(?:\s*,\s*\?)*\s*\)")
_ROWS = re.compile(r"\(\?\)(?:, ?\(\?\))+")


def shape(sql: object) -> str:
    """The statement with `?` for every value and placeholder, lists as `(?)`, without comments, on one line."""
    found = _PARTS.sub(_replacement, str(sql)).strip()
    return _ROWS.sub("(?)", _LISTS.sub("(?)", found))[:LONGEST]


def _replacement(match: re.Match[str]) -> str:
    return {"name": match[0], "gap": " "}.get(match.lastgroup or "", "?")
