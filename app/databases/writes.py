"""Which statements change something: they pin their request to the primary, whoever sent them (ORM or SQL by hand)."""

import re
from collections.abc import Callable
from typing import Any

from databases import routing
from databases.routing import PRIMARY

#: a statement that begins like this changes nothing, unless a part of it does
READS = re.compile(
    r"\s*(?:SELECT|WITH|VALUES|TABLE|SHOW|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK|SET|FETCH|DECLARE|CLOSE)\b", re.IGNORECASE
)
CHANGES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)
LOCKS = re.compile(r"\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b", re.IGNORECASE)


def changes_something(sql: object) -> bool:
    """Whether a statement may change rows. What is not certain to read counts as a change: it costs one cookie."""
    text = sql if isinstance(sql, str) else ""
    if not READS.match(text):
        return True
    return bool(CHANGES.search(LOCKS.sub("", text)))


def notice_writes(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Execute wrapper: note a write of the running request once it has been carried out."""
    result = execute(sql, params, many, context)
    if context["connection"].alias == PRIMARY and changes_something(sql):
        routing.note_write()
    return result
