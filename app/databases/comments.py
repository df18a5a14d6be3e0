"""Who sent a statement, in the statement (M7).

A statement that locks rows (`SELECT … FOR UPDATE`) carries request or task and view; one that changes rows carries the
view or the task's name alone. They are what others wait for, so it is what somebody who looks at pg_stat_activity, at a
lock or at Postgres' log wants to know. A text that is another for every request is never prepared, which costs several
times the statement (docs/monitoring.md has the figures): ids are on few statements, and reads carry nothing. The slow
log's own record tells of them. pg_stat_statements counts statements by their structure: comments add no entries.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import structlog

from databases.writes import LOCKS, changes_something

#: what a statement is sent for: returns the name of the running view, or "" ; set by whoever runs something
origin: ContextVar[Callable[[], str] | None] = ContextVar("statement_origin", default=None)
#: anything else could end the comment
UNSAFE = re.compile(r"[^0-9A-Za-z_.:-]")
NO_MORE_THAN = 100
#: Postgres takes no comment behind these that any program would read
PLAIN = re.compile(
    r"\s*(?:SAVEPOINT|RELEASE|ROLLBACK|SET|COPY|BEGIN|COMMIT|CREATE|ALTER|DROP|TRUNCATE)\b", re.IGNORECASE
)


#: the comment of a statement that was signed
SIGNED = re.compile(r"/\*((?:[a-z_]+='[0-9A-Za-z_.:-]*',?)+)\*/\s*\Z")


def signature(sql: str) -> str:
    """Who sent a statement of another session, as `request_id='…',route='…'`; empty where it says nothing."""
    match = SIGNED.search(sql)
    return match[1] if match else ""


def comment(*, with_id: bool) -> str:
    """The comment for what runs now, with its id or without; empty where nothing is known."""
    context = structlog.contextvars.get_contextvars()
    name = origin.get()
    parts = {
        "request_id": context.get("request_id") if with_id else None,
        "route": name() if name else None,
        "task": context.get("task"),
        "task_id": context.get("task_id") if with_id else None,
    }
    known = [f"{key}='{UNSAFE.sub('', str(value))[:NO_MORE_THAN]}'" for key, value in parts.items() if value]
    return f" /*{','.join(known)}*/" if known else ""


def sign_writes(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Execute wrapper."""
    if isinstance(sql, str) and not PLAIN.match(sql):
        locks = bool(LOCKS.search(sql))
        if locks or changes_something(sql):
            sql += comment(with_id=locks)
    return execute(sql, params, many, context)
