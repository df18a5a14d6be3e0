"""postgresql.conf, derived from what the pod is promised."""

from __future__ import annotations

from topology.model.postgres import Postgres
from topology.model.quantity import bytes_of

MIB = 2**20
# Requests longer than this are logged (D6).
SLOW_STATEMENT_MILLISECONDS = 1000


def parameters(postgres: Postgres) -> dict[str, str]:
    """Server settings; the stack file's `postgres.parameters` win.

    Memory follows the *request*: it is what the node keeps free for the pod, the limit may be lent to others.
    Fractions are PostgreSQL's own recommendations (https://wiki.postgresql.org/wiki/Tuning_Your_PostgreSQL_Server).
    """
    derived = _memory(postgres) | _wal(postgres) | _observation()
    fixed = {
        "max_connections": str(postgres.max_connections),
        "random_page_cost": "1.1",  # solid-state storage
        "effective_io_concurrency": "200",
        "jit": "off",  # short statements cost more to compile than to run
        # A replica that serves reads must not lose its queries to the primary's vacuum.
        "hot_standby_feedback": "on",
        "idle_session_timeout": "0",
    }
    return derived | fixed | postgres.parameters


def _memory(postgres: Postgres) -> dict[str, str]:
    memory = bytes_of(postgres.resources.requests.memory)
    # Each connection may take several times work_mem; an eighth of memory over all connections leaves room for that.
    work = max(4 * MIB, memory // 8 // postgres.max_connections)
    return {
        "shared_buffers": _mib(memory // 4),
        "effective_cache_size": _mib(memory * 3 // 4),
        "maintenance_work_mem": _mib(min(memory // 16, 2048 * MIB)),
        "work_mem": _mib(work),
    }


def _wal(postgres: Postgres) -> dict[str, str]:
    volume = bytes_of(postgres.wal_storage or postgres.storage)
    return {
        "wal_compression": "lz4",
        "checkpoint_timeout": "15min",
        "max_wal_size": _mib(min(volume // 5, 16 * 1024 * MIB)),
        "min_wal_size": _mib(min(volume // 20, 1024 * MIB)),
        # A replica that never comes back must not fill the volume of the primary with the WAL kept for it.
        "max_slot_wal_keep_size": _mib(volume * 2 // 5),
        "wal_keep_size": _mib(min(volume // 20, 512 * MIB)),
    }


def _observation() -> dict[str, str]:
    return {
        # Naming a setting of pg_stat_statements makes the operator load the library.
        "pg_stat_statements.max": "5000",
        "pg_stat_statements.track": "top",
        "track_io_timing": "on",
        "log_min_duration_statement": str(SLOW_STATEMENT_MILLISECONDS),
        "log_lock_waits": "on",
        "log_temp_files": "10MB",
        "log_autovacuum_min_duration": "10s",
    }


def _mib(size: int) -> str:
    return f"{size // MIB}MB"
