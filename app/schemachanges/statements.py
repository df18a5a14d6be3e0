"""What one SQL statement locks. Postgres 17: https://www.postgresql.org/docs/17/sql-altertable.html (Notes),
https://www.postgresql.org/docs/17/explicit-locking.html. The tests ask a real server for each verdict.
"""

import re
from collections.abc import Callable, Iterator

import sqlparse

from schemachanges.findings import Danger, Hazard

NAME = r'(?:"?\w+"?\.)?"?(?P<table>\w+)"?'
CREATE_INDEX = re.compile(rf"CREATE (UNIQUE )?INDEX (?P<how>CONCURRENTLY )?.*?\bON (ONLY )?{NAME}", re.I | re.S)
ALTER_TABLE = re.compile(rf"ALTER TABLE (IF EXISTS )?(ONLY )?{NAME}\s+(?P<actions>.*)", re.I | re.S)
CHANGE_ROWS = re.compile(rf"(UPDATE|DELETE FROM|TRUNCATE( TABLE)?) (ONLY )?{NAME}", re.I)
DROP_TABLE = re.compile(rf"DROP (TABLE|(MATERIALIZED )?VIEW) (IF EXISTS )?{NAME}", re.I)
FILLED_COLUMN = re.compile(r'ADD (?:COLUMN )?"?(?P<column>\w+)"? .*\bDEFAULT\b.*(?<!IS )\bNOT NULL', re.I | re.S)
DROP_DEFAULT = re.compile(r'ALTER (?:COLUMN )?"?(?P<column>\w+)"? DROP DEFAULT', re.I)
#: locks nothing for long: new objects, names of a catalogue, triggers and functions, what is concurrent
HARMLESS = re.compile(
    r"(CREATE (TABLE|SEQUENCE|TYPE|SCHEMA|EXTENSION|COLLATION|(OR REPLACE )?(FUNCTION|PROCEDURE|TRIGGER|VIEW))"
    r"|CREATE CONSTRAINT TRIGGER|DROP (INDEX|TRIGGER|FUNCTION|SEQUENCE|CONSTRAINT)|COMMENT ON|SET|RESET|GRANT|REVOKE"
    r"|ALTER (INDEX|SEQUENCE)|ANALYZE|CREATE STATISTICS|BEGIN|COMMIT)\b",
    re.I,
)
#: functions whose value differs from row to row, so that ADD COLUMN cannot keep one value for all of them
STABLE_FUNCTIONS = {"now", "statement_timestamp", "transaction_timestamp", "current_setting", "numeric", "varchar"}
#: actions of ALTER TABLE that change the catalogue only, or lock nobody out
BRIEF = re.compile(
    r"(VALIDATE CONSTRAINT|(DROP|RENAME|ALTER) CONSTRAINT|ALTER (COLUMN )?\S+ (SET|DROP) (DEFAULT|STATISTICS|STORAGE)"
    r"|ALTER (COLUMN )?\S+ DROP (NOT NULL|IDENTITY|EXPRESSION)|(ENABLE|DISABLE) |OWNER TO|SET \(|RESET \()"
)
CALL = re.compile(r"\b(\w+)\s*\(", re.I)

Same = Callable[[str, str, str], bool]


def hazards(sql: str, keeps_rows: Same) -> Iterator[Hazard]:
    """The dangers of a script.

    Args:
        sql: one or more statements; comments do not count.
        keeps_rows: says of table, column and new type whether Postgres changes the type without touching the rows.
    """
    filled: set[tuple[str, str]] = set()
    for part in sqlparse.split(sqlparse.format(sql, strip_comments=True)):
        if statement := part.strip().rstrip(";").strip():
            yield from _of_statement(statement, keeps_rows)
            yield from _default_taken_away(statement, filled)


def _default_taken_away(statement: str, filled: set[tuple[str, str]]) -> Iterator[Hazard]:
    """Django adds a NOT NULL column with a default for the rows there are, and then drops the default."""
    if not (match := ALTER_TABLE.match(statement)):
        return
    for action in _actions(match["actions"]):
        if added := FILLED_COLUMN.match(action):
            filled.add((match["table"], added["column"]))
        elif (dropped := DROP_DEFAULT.match(action)) and (match["table"], dropped["column"]) in filled:
            yield Hazard(Danger.OLD_PODS_CANNOT_INSERT, match["table"], statement)


def _of_statement(statement: str, keeps_rows: Same) -> Iterator[Hazard]:
    if match := CREATE_INDEX.match(statement):
        if not match["how"]:
            yield Hazard(Danger.INDEX_BLOCKS_WRITES, match["table"], statement)
    elif match := ALTER_TABLE.match(statement):
        for action in _actions(match["actions"]):
            for danger in _of_action(match["table"], action, statement, keeps_rows):
                yield Hazard(danger, match["table"], statement)
    elif match := CHANGE_ROWS.match(statement):
        yield Hazard(Danger.ROWS_CHANGED, match["table"], statement)
    elif match := DROP_TABLE.match(statement):
        yield Hazard(Danger.OLD_PODS_MISS_IT, match["table"], statement)
    elif not HARMLESS.match(statement):
        yield Hazard(Danger.UNKNOWN, "", statement)


def _actions(text: str) -> list[str]:
    """The parts of ALTER TABLE, split at commas outside of parentheses and quotes."""
    parts, depth, quote, start = [], 0, "", 0
    for at, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]


def _of_action(table: str, action: str, statement: str, keeps_rows: Same) -> Iterator[Danger]:
    upper = " ".join(action.upper().split())
    if upper.startswith("ADD CONSTRAINT") or re.match(r"ADD (CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE)\b", upper):
        if not (upper.endswith("NOT VALID") or " USING INDEX " in f"{upper} "):
            yield Danger.TABLE_SCAN
    elif upper.startswith("ADD "):
        yield from _of_new_column(action, upper)
    elif match := re.match(r'ALTER (?:COLUMN )?"?(\w+)"? (?:SET DATA )?TYPE (.+?)( USING (.+))?$', action, re.I | re.S):
        if not keeps_rows(table, match[1], match[2]):
            yield Danger.TABLE_REWRITE
    elif re.match(r"ALTER (COLUMN )?\S+ SET NOT NULL", upper):
        yield Danger.TABLE_SCAN
        yield Danger.OLD_PODS_CANNOT_INSERT
    elif re.match(r"(DROP (COLUMN )?(?!CONSTRAINT)|RENAME (?!CONSTRAINT)|SET SCHEMA)", upper):
        yield Danger.OLD_PODS_MISS_IT
    elif re.match(r"SET (LOGGED|UNLOGGED|ACCESS METHOD|TABLESPACE)", upper):
        yield Danger.TABLE_REWRITE
    elif not BRIEF.match(upper):
        yield Danger.UNKNOWN


def _of_new_column(action: str, upper: str) -> Iterator[Danger]:
    _, has_default, default = upper.partition(" DEFAULT ")
    called = {name.lower() for name in CALL.findall(default.partition(" CONSTRAINT ")[0])} - {"check", "references"}
    if (
        "GENERATED " in upper
        or re.search(r"\b(BIG|SMALL)?SERIAL\b", upper)
        or (has_default and called - STABLE_FUNCTIONS)
    ):
        yield Danger.TABLE_REWRITE
    elif re.search(r"\b(UNIQUE|PRIMARY KEY|CHECK)\b", upper):
        yield Danger.TABLE_SCAN
    if re.search(r"(?<!IS )NOT NULL", upper) and not has_default and "GENERATED " not in upper:
        yield Danger.OLD_PODS_CANNOT_INSERT
