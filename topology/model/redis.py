"""Redis in four separate roles (C2), so that eviction in a cache can never take a session or a task."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from topology.model.base import Noun
from topology.model.quantity import Size
from topology.model.resources import Resources, resources
from topology.model.vocabulary import Eviction, Persistence, Role

_EvictionField = Annotated[Eviction, Field(strict=False)]
_PersistenceField = Annotated[Persistence, Field(strict=False)]


class RedisNode(Noun):
    """One Redis role: how much it holds, what it drops when full, what it keeps across a restart."""

    shards: int = Field(default=1, ge=1, le=64)
    max_memory: Size
    eviction: _EvictionField
    persistence: _PersistenceField
    storage: Size = "1Gi"  # used where persistence is not `none`
    resources: Resources


class Redis(Noun):
    """The four roles. The defaults suit the guide's case study."""

    cache: RedisNode = RedisNode(
        shards=3,
        max_memory="2Gi",
        eviction=Eviction.ALLKEYS_LRU,
        persistence=Persistence.NONE,
        resources=resources("250m", "2560Mi", cpu_limit="1", memory_limit="2560Mi"),
    )
    sessions: RedisNode = RedisNode(
        max_memory="1Gi",
        eviction=Eviction.VOLATILE_LRU,
        persistence=Persistence.APPEND_ONLY,
        storage="4Gi",
        resources=resources("100m", "2Gi", cpu_limit="1", memory_limit="2Gi"),
    )
    long_term: RedisNode = RedisNode(
        max_memory="1Gi",
        eviction=Eviction.ALLKEYS_LRU,
        persistence=Persistence.SNAPSHOT,
        storage="4Gi",
        resources=resources("100m", "2Gi", cpu_limit="1", memory_limit="2Gi"),
    )
    broker: RedisNode = RedisNode(
        max_memory="2Gi",
        eviction=Eviction.NOEVICTION,
        persistence=Persistence.APPEND_ONLY,
        storage="8Gi",
        resources=resources("250m", "4Gi", cpu_limit="1", memory_limit="4Gi"),
    )
    max_connections: int = Field(default=50, ge=1, le=1000)  # per client process and server

    def by_role(self) -> dict[Role, RedisNode]:
        """The four nodes under the role their pods carry."""
        return {
            Role.REDIS_CACHE: self.cache,
            Role.REDIS_SESSIONS: self.sessions,
            Role.REDIS_LONG_TERM: self.long_term,
            Role.REDIS_BROKER: self.broker,
        }
