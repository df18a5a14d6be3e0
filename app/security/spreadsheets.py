"""Cells of files that people open in a spreadsheet."""

#: what a spreadsheet takes for a formula (OWASP, CSV injection)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs as a formula, for text that somebody else may have written."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
