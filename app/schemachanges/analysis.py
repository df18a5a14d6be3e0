"""Walk over the unapplied migrations, ask Django for the SQL of each operation without running it, and weigh it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections, migrations
from django.db.migrations.executor import MigrationExecutor

from schemachanges.findings import BY_SIZE, Danger, Finding, Hazard
from schemachanges.statements import hazards
from schemachanges.tables import Tables

#: attribute of a Migration: danger's name to the reason why it is all right
ACCEPTED = "accepted_dangers"
REASON_LETTERS = 20
#: below both nobody notices the wait: an index of so many rows is built, or so many are rewritten, in some 50 ms
SMALL_ROWS = 10_000
SMALL_BYTES = 16 * 2**20


class BadMarker(ValueError):
    """A migration accepts a danger that does not exist, or without a reason."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts as small."""

    rows: int = SMALL_ROWS
    table_bytes: int = SMALL_BYTES


def unapplied(alias: str) -> tuple[list[Any], Any]:
    """The migrations of this release that the database lacks, in order, and the models before the first of them.

    Raises what the driver raises when the database does not answer.
    """
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [migration for migration, _ in plan], executor._create_project_state(with_applied_migrations=True)


def analyse(alias: str, plan: list[Any], state: Any, weights: Weights) -> Iterator[Finding]:
    """Every danger of the migrations, those that are harmless here or accepted, too.

    Raises:
        BadMarker: see there.
    """
    tables = Tables(connections[alias])
    for migration in plan:
        accepted = accepted_by(migration)
        for operation in migration.operations:
            before, state = state, state.clone()
            operation.state_forwards(migration.app_label, state)
            for hazard in _hazards(alias, migration.app_label, operation, before, state, tables):
                yield _weigh(alias, migration, operation, hazard, tables, weights, accepted)


def accepted_by(migration: Any) -> dict[str, str]:
    """The migration's marker, checked."""
    marked: dict[str, str] = getattr(migration, ACCEPTED, {})
    for name, reason in marked.items():
        if name not in list(Danger) or len(str(reason).strip()) < REASON_LETTERS:
            raise BadMarker(
                f"{migration.app_label}.{migration.name}: {ACCEPTED} holds {name!r}: {reason!r}. A key is one of "
                f"{', '.join(Danger)}; its value says in {REASON_LETTERS} letters or more why it is all right."
            )
    return marked


def _hazards(alias: str, app: str, operation: Any, before: Any, after: Any, tables: Tables) -> list[Hazard]:
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        found, state = [], before
        for inner in operation.database_operations:
            then = state.clone()
            inner.state_forwards(app, then)
            found += _hazards(alias, app, inner, state, then, tables)
            state = then
        return found
    if isinstance(operation, migrations.RunPython):
        return _of_code(alias, app, operation)
    try:
        statements = _sql(alias, app, operation, before, after)
    except Exception as error:  # noqa: BLE001  (Django looks names up in a database that lacks earlier migrations)
        return [Hazard(Danger.UNKNOWN, "", f"no SQL can be had: {type(error).__name__}: {error}")]
    return list(hazards("\n".join(statements), tables.keeps_rows))


def _of_code(alias: str, app: str, operation: Any) -> list[Hazard]:
    from django.db import router

    if operation.code is migrations.RunPython.noop or not router.allow_migrate(alias, app, **operation.hints):
        return []
    return [Hazard(Danger.UNKNOWN, "", f"RunPython({getattr(operation.code, '__name__', operation.code)})")]


def _sql(alias: str, app: str, operation: Any, before: Any, after: Any) -> list[str]:
    """The statements that the operation would run; nothing is run."""
    with connections[alias].schema_editor(collect_sql=True, atomic=False) as editor:
        operation.database_forwards(app, editor, before, after)
    return list(editor.collected_sql)


def _weigh(
    alias: str,
    migration: Any,
    operation: Any,
    hazard: Hazard,
    tables: Tables,
    weights: Weights,
    accepted: dict[str, str],
) -> Finding:
    size = tables.size(hazard.table) if hazard.table else None
    # A table that this very release makes is read and written by nobody yet.
    new = bool(hazard.table) and size is None
    small = size is not None and size.rows < weights.rows and size.table_bytes < weights.table_bytes
    harmless = new or (small and hazard.danger in BY_SIZE)
    reason = "" if harmless else accepted.get(hazard.danger, "")
    return Finding(
        database=alias,
        migration=f"{migration.app_label}.{migration.name}",
        operation=operation.describe(),
        danger=hazard.danger,
        level="ok" if harmless else "accepted" if reason else "stop",
        table=hazard.table,
        statement=" ".join(hazard.statement.split()),
        rows=size.rows if size else None,
        table_bytes=size.table_bytes if size else None,
        reason=reason,
    )
