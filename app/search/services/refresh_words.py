"""Keep the words for corrections and completions in step with the catalogue."""

from django.db import connections, transaction

from databases.routing import PRIMARY

#: letters only, long enough to be mistyped, short enough to be a word
_WORDS_OF = """
    SELECT word, ndoc FROM ts_stat($$
        SELECT to_tsvector('simple', {text}) FROM catalogue_product WHERE status = 'active'
    $$) WHERE word ~ '^[[:alpha:]]{{3,40}}$'
"""

_REFRESH = f"""
    WITH everywhere AS ({_WORDS_OF.format(text="name || ' ' || material || ' ' || colour || ' ' || description")}),
    named AS ({_WORDS_OF.format(text="name")}),
    present AS (
        SELECT everywhere.word AS text, stems[1] AS stem, everywhere.ndoc AS products, coalesce(named.ndoc, 0) AS names
        FROM everywhere LEFT JOIN named USING (word), ts_lexize('english_stem', everywhere.word) AS stems
        WHERE cardinality(stems) > 0
    ),
    gone AS (DELETE FROM search_word WHERE text NOT IN (SELECT text FROM present) RETURNING 1),
    kept AS (
        INSERT INTO search_word AS word (text, stem, products, names) SELECT text, stem, products, names FROM present
        ON CONFLICT (text) DO UPDATE
        SET stem = excluded.stem, products = excluded.products, names = excluded.names
        WHERE (word.stem, word.products, word.names) <> (excluded.stem, excluded.products, excluded.names)
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM present), (SELECT count(*) FROM kept), (SELECT count(*) FROM gone)
"""  # noqa: S608  (our own column names)


def refresh_words() -> dict[str, int]:
    """Read the words of all active products; rows that are right already are not touched. Repeating it is harmless."""
    with transaction.atomic(using=PRIMARY), connections[PRIMARY].cursor() as cursor:
        # Two at once would meet in the middle of each other's rows.
        cursor.execute("LOCK TABLE search_word IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_REFRESH)
        words, changed, gone = cursor.fetchone()
    return {"words": words, "changed": changed, "gone": gone}
