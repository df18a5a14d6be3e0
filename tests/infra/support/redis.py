"""The Redis roles as the tests address them: names, secrets, and the settings they must show."""

from __future__ import annotations

from typing import Any

from topology import Topology
from topology.model.vocabulary import Role
from topology.render.app_environment import redis_address

# The secret file that holds each role's password; the names are the app's contract.
PASSWORDS = {
    Role.REDIS_CACHE: "cache_password",
    Role.REDIS_SESSIONS: "sessions_password",
    Role.REDIS_LONG_TERM: "long_term_password",
    Role.REDIS_BROKER: "broker_password",
}


def addresses(topology: Topology, role: Role) -> list[str]:
    """`host:port` of every server of a role."""
    return [redis_address(role, shard) for shard in range(topology.redis.by_role()[role].shards)]


def asking(address: str, *commands: str, password: str | None = None, user: str | None = None) -> dict[str, Any]:
    """One server's part of the arguments of `inside/redis_ask.py`; each command is one text of words."""
    who = {**({"password": password} if password else {}), **({"user": user} if user else {})}
    return {"address": address, "commands": [command.split() for command in commands], **who}


def refused(answer: dict[str, Any], *, because: str) -> bool:
    """Whether an answer is the error that was expected."""
    return because in str(answer.get("error", ""))
