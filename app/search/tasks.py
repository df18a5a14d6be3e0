"""Tasks of the search: queue `maintenance`."""

from config.celery import app
from search.services import refresh_words


@app.task(name="search.tasks.refresh_words")
def refresh() -> dict[str, int]:
    """Bring the words for corrections and completions up to date (hourly)."""
    return refresh_words.refresh_words()
