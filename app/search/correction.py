"""What somebody meant to type: words the catalogue does not know are replaced by the nearest it knows."""

from collections import defaultdict

from django.db import connections

from databases.replica import reads_replica
from search.bounds import bounded_reads
from search.spelling import closest
from search.words import WORD, words_of

#: words that look alike to pg_trgm, of which the nearest is taken
CANDIDATES = 40

_ALIKE = f"""
    SELECT asked.word, near.text
    FROM unnest(%s::text[]) AS asked (word)
    CROSS JOIN LATERAL (
        SELECT text, names, similarity(text, asked.word) AS likeness FROM search_word WHERE text %% asked.word
        ORDER BY likeness DESC, names DESC, text LIMIT {CANDIDATES}
    ) AS near
    WHERE NOT EXISTS (
        -- Known, also in another form, or too common to be searched for at all.
        SELECT FROM ts_lexize('english_stem', asked.word) AS stems
        WHERE stems = '{{}}' OR EXISTS (SELECT FROM search_word WHERE stem = stems[1])
    )
    ORDER BY near.names > 0 DESC, near.likeness DESC, near.names DESC, near.text
"""  # noqa: S608  (a number of our own)


@reads_replica
def fetch_correction(words: str) -> str | None:
    """The normalised words with unknown ones corrected, operators kept; None where there is nothing to correct.

    One query, beside the one that sets its limits.
    """
    with bounded_reads() as alias, connections[alias].cursor() as cursor:
        cursor.execute(_ALIKE, [sorted(set(words_of(words)))])
        alike: dict[str, list[str]] = defaultdict(list)
        for word, known in cursor.fetchall():
            alike[word].append(known)
    corrected = WORD.sub(lambda found: closest(found[0], alike[found[0]]) or found[0], words)
    return corrected if corrected != words else None
