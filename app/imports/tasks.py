"""Tasks of imports. Chunks wait on `inventory`, behind other work on stock; what begins, follows and finishes is on
`default`, so that a short task does not wait behind the chunks of a long import."""

from typing import Any

from config.celery import app
from imports.services import apply_chunk as applying
from imports.services import catch_up as catching_up
from imports.services import check_chunk as checking
from imports.services import clear_files as clearing
from imports.services import dispatch as dispatching
from imports.services import finish as finishing
from imports.services import judge as judging
from imports.services import plan as planning
from outbox.durable import retrying

#: of what may be away for a moment: the object store, the database, the broker
PATIENT = retrying(Exception, tries=6, first_seconds=1)


@app.task(name="imports.tasks.start", **PATIENT)
def start(import_id: int) -> dict[str, Any]:
    """Cut the file into chunks."""
    return planning.plan(import_id)


@app.task(name="imports.tasks.dispatch", **PATIENT)
def dispatch(import_id: int) -> dict[str, Any]:
    """Send the chunks of a phase as a chord."""
    return dispatching.dispatch(import_id)


# A chord counts the results of its members, so these are kept; nobody waits for them.
@app.task(name="imports.tasks.check_chunk", ignore_result=False, **PATIENT)
def check_chunk(import_id: int, number: int) -> dict[str, Any]:
    """Phase 1 of one chunk."""
    return checking.check_chunk(import_id, number)


@app.task(name="imports.tasks.judge", **PATIENT)
def judge(import_id: int) -> dict[str, Any]:
    """After phase 1."""
    return judging.judge(import_id)


@app.task(name="imports.tasks.apply_chunk", ignore_result=False, **PATIENT)
def apply_chunk(import_id: int, number: int) -> dict[str, Any]:
    """Phase 2 of one chunk."""
    return applying.apply_chunk(import_id, number)


@app.task(name="imports.tasks.finish", **PATIENT)
def finish(import_id: int) -> dict[str, Any]:
    """After phase 2."""
    return finishing.finish(import_id)


@app.task(name="imports.tasks.catch_up")
def catch_up() -> dict[str, Any]:
    """Every two minutes."""
    return catching_up.catch_up()


@app.task(name="imports.tasks.clear_files")
def clear_files() -> dict[str, Any]:
    """Every night."""
    return clearing.clear_files()
