"""The three database aliases (D1, D2): primary, replica and the analytics database.

CONN_MAX_AGE stays 0: under ASGI each request has its own thread, and Django's native pool (psycopg 3) keeps the
connections. The servers are reached through PgBouncer in transaction mode, so nothing may outlive a transaction:
no server-side cursors, no session `SET`, and no startup `options`, which PgBouncer refuses.
"""

from typing import Any

from psycopg import capabilities

from config.settings.env import Env

#: rows a page or a batch reads are few; a replica that does not answer in this time is treated as gone
REPLICA_POOL_TIMEOUT_SECONDS = 2
CONNECT_TIMEOUT_SECONDS = 3
#: times a connection has sent a statement before it prepares it (psycopg's default)
PREPARE_AFTER = 5


def databases(env: Env) -> dict[str, Any]:
    """Django's DATABASES."""
    return {
        "default": _database(env, env.database_host, env.database_name, env.database_user, env.database_password),
        "replica": _database(
            env,
            env.database_replica_host,
            env.database_name,
            env.database_replica_user,
            env.database_replica_password,
            pool_timeout=min(REPLICA_POOL_TIMEOUT_SECONDS, env.database_pool_timeout_seconds),
            ENGINE="databases.backends.replica",
            TEST={"MIRROR": "default"},
        ),
        "analytics": _database(
            env,
            env.analytics_database_host,
            env.analytics_database_name,
            env.analytics_database_user,
            env.analytics_database_password,
            pool_min_size=0,
        ),
    }


def read_your_writes(env: Env) -> dict[str, Any]:
    """Settings of databases.watch and databases.written (D3)."""
    https = env.site_origin.startswith("https://")
    return {
        "REPLICA_MAX_LAG_SECONDS": env.database_replica_max_lag_seconds,
        # Longer than any lag the replica is read with, or a visitor's own writes could vanish for a while.
        "WRITTEN_COOKIE_SECONDS": 2 * env.database_replica_max_lag_seconds,
        "WRITTEN_COOKIE_NAME": "__Host-written" if https else "written",
    }


def _database(
    env: Env,
    host: str,
    name: str,
    user: str,
    password: Any,
    *,
    pool_min_size: int | None = None,
    pool_timeout: int | None = None,
    **extra: Any,
) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": host,
        "PORT": env.database_port,
        "NAME": name,
        "USER": user,
        "PASSWORD": password.get_secret_value(),
        "CONN_MAX_AGE": 0,
        # The pool tries a connection before lending it: a pooler that was replaced costs no request an error.
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {
            "pool": {
                "min_size": env.database_pool_min_size if pool_min_size is None else pool_min_size,
                "max_size": env.database_pool_max_size,
                "timeout": pool_timeout or env.database_pool_timeout_seconds,
                "max_lifetime": 1800,
                "name": f"{name}@{host}",
            },
            **_statements(),
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            "application_name": "rushhour",
            **_transport(env),
        },
        **extra,
    }


def _statements() -> dict[str, Any]:
    """Prepare what is asked again and again (docs/adr/0010): Postgres then parses and plans it once.

    Only with a client that forgets statements by a message of the protocol: the SQL for it would reach whichever server
    connection PgBouncer has at hand. Values have to be bound for that; Django otherwise writes them into the text.
    """
    if not capabilities.has_send_close_prepared():
        return {"prepare_threshold": None}
    return {"server_side_binding": True, "prepare_threshold": PREPARE_AFTER}


def _transport(env: Env) -> dict[str, Any]:
    if not env.tls:
        return {"sslmode": "disable"}
    return {"sslmode": "verify-full", "sslrootcert": str(env.database_ca_file)}
