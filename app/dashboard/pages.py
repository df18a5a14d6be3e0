"""The dashboard's pages, and which panels are on them."""

from dataclasses import dataclass

from dashboard.panels import PANELS, Panel


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name in addresses, its title, and what it shows. `tiles`: small, with a link to `areas`."""

    name: str
    title: str
    keys: tuple[str, ...]
    #: of the overview: the page that has more about each panel
    areas: tuple[str, ...] = ()

    @property
    def panels(self) -> dict[str, Panel]:
        """In the order in which they are shown."""
        return {key: PANELS[key] for key in self.keys}


def _beginning(*beginnings: str) -> tuple[str, ...]:
    return tuple(key for key in PANELS if key.partition("_")[0] in beginnings)


TILES = {
    "edge_total": "edge",
    "edge_errors": "edge",
    "edge_budget": "edge",
    "edge_p95": "edge",
    "edge_p99": "edge",
    "edge_hit": "edge",
    "app_errors": "application",
    "app_p95": "application",
    "db_connections": "database",
    "db_lag": "database",
    "redis_broker": "redis",
    "redis_memory": "redis",
    "redis_cache_hits": "redis",
    "celery_ready": "celery",
    "celery_oldest": "celery",
    "celery_dead": "celery",
    "system_cpu": "system",
    "system_memory": "system",
    "system_down": "system",
}
PAGES = {
    page.name: page
    for page in (
        Page("overview", "Overview", tuple(TILES), tuple(TILES.values())),
        Page("system", "System", _beginning("system")),
        Page("database", "Database", _beginning("db")),
        Page("redis", "Redis", _beginning("redis")),
        Page("application", "Application", _beginning("app")),
        Page("celery", "Celery", _beginning("celery")),
        Page("edge", "Edge", _beginning("edge")),
    )
}
OVERVIEW = PAGES["overview"]
