"""What the templates in `nginx/templates` are filled with."""

from __future__ import annotations

from dataclasses import dataclass

from topology.model import Topology
from topology.model.quantity import bytes_of, millicores
from topology.model.vocabulary import Role
from topology.ports import Port
from topology.render.app_environment import app_environment
from topology.render.nginx_refusals import REFUSALS, Refusal

MEBIBYTE = 2**20
# nginx's documentation: about 8,000 keys fit in a megabyte of a zone.
KEYS_PER_MEGABYTE = 8_000
# A page of the list with 20 products is about 16 KiB before compression, which is how it lies in the cache.
BYTES_PER_ENTRY = 16 * 1024
# The cache manager lags behind writers, and a full emptyDir would evict the pod.
SHARE_OF_DISK = 0.8
# Of the web tier's own idle time; see upstream.conf.
SHARE_OF_IDLE_TIME = 0.8
# app/config/settings/security.py; a test compares the two.
SESSION_COOKIE = "__Host-sessionid"
API_URL = "/api/"
# Added to addresses by advertisements; regular expressions of whole names. No page may depend on one of them: the web
# tier does not see them.
TRACKING_PARAMETERS = ("utm_[^=&]*", "fbclid", "gclid")
BOUNDS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1, 2.5, 5, 10, 30)
COMPRESSED_TYPES = (  # text/html always is
    "text/css",
    "text/plain",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "application/xml",
    "image/svg+xml",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NginxContext:
    """Variables of the templates. Paths and addresses are the container's; tests put others in their place."""

    origin: str  # https://shop.example.com, with the port where it is not 443
    authority: str  # the origin without its scheme
    host: str
    static_url: str
    media_url: str
    listen_address: str = "0.0.0.0"  # noqa: S104  (of the container; Services and NetworkPolicies say who reaches it)
    https_port: int = Port.EDGE_HTTPS
    http_port: int = Port.EDGE_HTTP
    internal_port: int = Port.EDGE_PURGE
    metrics_port: int = Port.EDGE_METRICS
    upstream: str = f"{Role.WEB}:{Port.WEB}"
    upstream_timeout_seconds: int
    upstream_idle_milliseconds: int
    trusted_proxies: tuple[str, ...]
    max_body_bytes: int
    requests_per_second: int
    burst: int
    worker_processes: int
    worker_connections: int = 8192
    cache_megabytes: int
    cache_keys_megabytes: int
    cache_inactive_seconds: int
    asset_seconds: int
    session_cookie: str = SESSION_COOKIE
    api_url: str = API_URL
    tracking_parameters: tuple[str, ...] = TRACKING_PARAMETERS
    refusals: tuple[Refusal, ...] = REFUSALS
    compressed_types: tuple[str, ...] = COMPRESSED_TYPES
    bounds: tuple[str, ...]  # of the histograms of times, in seconds
    kinds: tuple[tuple[str, str], ...]  # of addresses, as metrics tell them apart: name, how they begin; else a page
    modules_directory: str = "/usr/lib/nginx/modules"
    lua_directory: str = "/usr/share/lua/5.1"
    certificate_directory: str = "/run/secrets/edge-tls"
    cache_directory: str = "/var/cache/nginx"
    temporary_directory: str = "/tmp"  # noqa: S108  (an emptyDir of the pod)


def nginx_context(topology: Topology) -> NginxContext:
    """The edge's configuration as plain values."""
    site, edge, layers = topology.site, topology.edge, topology.caching.layers
    environment = app_environment(topology, Role.WEB)
    disk = bytes_of(edge.cache_size)
    return NginxContext(
        origin=site.origin,
        authority=site.origin.removeprefix("https://"),
        host=site.domain,
        static_url=environment["STATIC_URL"],
        media_url=environment["MEDIA_URL"],
        bounds=_bounds(topology),
        kinds=(("static", environment["STATIC_URL"]), ("media", environment["MEDIA_URL"]), ("api", API_URL)),
        upstream_timeout_seconds=edge.upstream_timeout_seconds,
        upstream_idle_milliseconds=round(topology.web.keepalive_seconds * 1000 * SHARE_OF_IDLE_TIME),
        trusted_proxies=tuple(str(network) for network in edge.trusted_proxies),
        max_body_bytes=bytes_of(edge.max_body),
        requests_per_second=edge.requests_per_second,
        burst=edge.burst,
        worker_processes=-(-millicores(edge.resources.limits.cpu) // 1000),
        cache_megabytes=max(1, round(disk * SHARE_OF_DISK) // MEBIBYTE),
        cache_keys_megabytes=max(1, -(-disk // BYTES_PER_ENTRY // KEYS_PER_MEGABYTE)),
        # Unused entries stay for a whole lifetime, so that there is something old to serve in an outage.
        cache_inactive_seconds=max(layers.cdn_seconds, layers.page_seconds),
        asset_seconds=layers.cdn_seconds,
    )


def _bounds(topology: Topology) -> tuple[str, ...]:
    """The promises (T) are bounds of their own, so that what misses them is counted and not estimated."""
    objectives = topology.monitoring.objectives
    promised = {objectives.p95_milliseconds / 1000, objectives.p99_milliseconds / 1000}
    return tuple(f"{bound:g}" for bound in sorted({*BOUNDS_SECONDS, *promised}))
