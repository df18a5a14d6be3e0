"""What became of a run."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connections

from databases.routing import PRIMARY

REPORT = """
WITH task AS (SELECT number, asked_at FROM drills_numberedtask WHERE run = %(run)s),
     effect AS (SELECT number, min(done_at) AS done_at, count(*) AS times
                FROM drills_effect WHERE run = %(run)s GROUP BY number),
     delivery AS (SELECT number, count(*) AS times FROM drills_delivery WHERE run = %(run)s GROUP BY number),
     delay AS (SELECT extract(epoch FROM done_at - asked_at) AS seconds FROM task JOIN effect USING (number))
SELECT (SELECT count(*) FROM task),
       (SELECT count(*) FROM task LEFT JOIN effect USING (number) WHERE effect.number IS NULL),
       (SELECT coalesce(sum(times - 1), 0) FROM effect),
       (SELECT count(*) FROM delivery WHERE times > 1),
       (SELECT coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), 0) FROM delay),
       (SELECT coalesce(max(seconds), 0) FROM delay),
       (SELECT coalesce(extract(epoch FROM max(done_at) - (SELECT min(asked_at) FROM task)), 0) FROM effect)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run's tasks. Seconds count from the transaction that asked to the effect's."""

    tasks: int
    #: asked for, and without an effect
    lost: int
    #: effects beyond the first
    duplicate_effects: int
    #: tasks that more than one worker began, or one of them twice
    delivered_again: int
    median_delay_seconds: float
    longest_delay_seconds: float
    #: from the first task asked for to the last effect
    took_seconds: float

    @property
    def whole(self) -> bool:
        """Nothing is lost and nothing was done twice."""
        return not self.lost and not self.duplicate_effects


def outcome(run: UUID) -> Outcome:
    """What became of the run so far, counted by the primary."""
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute(REPORT, {"run": run})
        tasks, lost, twice, again, median, longest, took = cursor.fetchone()
    return Outcome(
        tasks=tasks,
        lost=lost,
        duplicate_effects=int(twice),
        delivered_again=again,
        median_delay_seconds=round(float(median), 3),
        longest_delay_seconds=round(float(longest), 3),
        took_seconds=round(float(took), 3),
    )
