"""The guide's priorities (Q2), as queues.

The guide gives tasks a number from 0 to 10, the highest first: critical 9, normal 5, low 2. On Redis a number within a
queue does little: 0 is the highest there, ten levels fold into four lists, it is off by default, and it cannot keep a
thousand slow tasks that have begun from holding every worker. Queues with workers of their own can, so the numbers are
mapped to queues:

    8–10  critical     payments, alerts, what somebody waits for
    4–7   default      what follows a request
    0–3   maintenance  what may wait for hours
"""

CRITICAL, NORMAL, LOW = 9, 5, 2
LOWEST, HIGHEST = 0, 10

#: the lowest priority that a queue takes
QUEUES = ((8, "critical"), (4, "default"), (0, "maintenance"))


def queue_for(priority: int) -> str:
    """The queue for a priority of the guide: `enqueue(task, queue=queue_for(CRITICAL))`.

    Raises ValueError outside of 0 to 10.
    """
    if not LOWEST <= priority <= HIGHEST:
        raise ValueError(f"priority {priority}: the guide's priorities go from {LOWEST} to {HIGHEST} (the highest)")
    return next(queue for least, queue in QUEUES if priority >= least)
