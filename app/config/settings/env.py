"""The app's contract with the world: environment variables and secret files, typed and read once.

Every missing or malformed key is reported together, each with where it is looked for, what is wrong and how to fix it.
Durations are seconds and carry the unit in their name. Numbers have no defaults where the topology owns the fact.
"""

import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.profile import Profile
from config.settings.env_types import Address, GatewayUrl, Origin, Seconds, WholePercent, csv, existing_file, field_keys
from config.settings.env_words import report
from config.settings.limits import MonitoringLimits
from config.settings.scaling import ScalingRules

SECRETS_DIR = Path(os.environ.get("SECRETS_DIR", "/run/secrets/rushhour"))

Queue = Literal["critical", "default", "email", "media", "reports", "analytics", "inventory", "maintenance"]


class Env(BaseSettings):
    """One attribute a key. The key is the attribute's name in upper case; secret keys are files of the same name."""

    model_config = SettingsConfigDict(
        secrets_dir=SECRETS_DIR if SECRETS_DIR.is_dir() else None, extra="ignore", frozen=True, case_sensitive=False
    )

    # The site
    environment: Profile
    release: str = Field(min_length=1)
    site_origin: Origin
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, csv()] = Field(min_length=1)
    static_url: str = "/static/"
    media_url: str = "/media/"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    trusted_proxy_hops: int = Field(ge=0, le=5)
    transport_tls: Literal["verify", "off"] = "verify"
    # Metrics, alerts and traces (docs/monitoring.md); what is 0 or empty is off
    metrics_port: int = Field(default=0, ge=0, le=65535)
    prometheus_url: GatewayUrl = ""
    monitoring_limits: MonitoringLimits  # JSON
    alert_emails: Annotated[tuple[str, ...], NoDecode, csv()] = ()
    alert_slack_webhook: SecretStr = SecretStr("")
    alert_discord_webhook: SecretStr = SecretStr("")
    alert_runbook_url: str = "docs/runbooks/"
    tracing_endpoint: Origin | Literal[""] = ""
    tracing_sample_percent: float = Field(default=1.0, ge=0, le=100)

    # Postgres
    database_host: str = Field(min_length=1)
    database_port: int = Field(ge=1, le=65535)
    database_name: str = Field(min_length=1)
    database_user: str = Field(min_length=1)
    database_replica_host: str = Field(min_length=1)
    database_replica_user: str = Field(min_length=1)
    analytics_database_host: str = Field(min_length=1)
    analytics_database_name: str = Field(min_length=1)
    analytics_database_user: str = Field(min_length=1)
    database_ca_file: Annotated[Path, AfterValidator(existing_file)] | None = None
    database_pool_min_size: int = Field(ge=0)
    database_pool_max_size: int = Field(ge=1)
    database_pool_timeout_seconds: Seconds
    #: a replica further behind than this is not read
    database_replica_max_lag_seconds: Seconds

    # Redis
    cache_shards: Annotated[tuple[Address, ...], NoDecode, csv()] = Field(min_length=1)
    sessions_address: Address
    long_term_address: Address
    broker_address: Address
    redis_user: str = Field(min_length=1)
    redis_ca_file: Annotated[Path, AfterValidator(existing_file)] | None = None
    redis_max_connections: int = Field(ge=1)

    # Cache lifetimes by layer: the visitor's browser, the CDN edge, the edge's page cache, whole views, the memory of
    # a process, data in Redis; by temperature class; by fragment of the product page. settings.CACHE_TTL has them all.
    cache_ttl_browser_seconds: Seconds
    cache_ttl_edge_seconds: Seconds
    cache_ttl_page_seconds: Seconds
    cache_ttl_view_seconds: Seconds
    cache_ttl_process_seconds: Seconds
    cache_ttl_redis_seconds: Seconds
    cache_ttl_hot_seconds: Seconds
    cache_ttl_warm_seconds: Seconds
    cache_ttl_cold_seconds: Seconds
    cache_ttl_session_seconds: Seconds
    cache_ttl_search_seconds: Seconds
    cache_ttl_product_basic_seconds: Seconds
    cache_ttl_reviews_seconds: Seconds
    cache_ttl_related_seconds: Seconds
    cache_ttl_jitter_percent: WholePercent = 10
    #: bounds of the process's own memory of values
    cache_process_entries: int = Field(ge=1)
    cache_process_bytes: int = Field(ge=1)

    # Object store and edge
    object_store_endpoint: str = ""
    object_store_region: str = Field(min_length=1)
    object_store_media_bucket: str = Field(min_length=1)
    edge_purge_url: str = ""

    # Celery
    celery_queues: Annotated[tuple[Queue, ...], NoDecode, csv()] = Field(min_length=1)
    #: the longest a task of any queue may run before it is told to stop, and before its process is killed; workers of a
    #: queue are started with their own
    celery_task_soft_time_limit_seconds: Seconds
    celery_task_time_limit_seconds: Seconds
    celery_visibility_timeout_seconds: Seconds
    celery_result_expires_seconds: Seconds
    #: a beat that dies is replaced after at most this long (redbeat's default is 1,500)
    celery_beat_lock_seconds: Seconds
    #: JSON: queue to the rules by which the autoscaler scales its workers; only the autoscaler's pod has any
    celery_autoscale: dict[Queue, ScalingRules] = Field(default_factory=dict)
    email_url: SecretStr = SecretStr("")

    # Services that take text and push messages (see notifications.gateways.http); without one its channel is absent.
    sms_gateway_url: GatewayUrl = ""
    sms_gateway_token: SecretStr = SecretStr("")
    push_gateway_url: GatewayUrl = ""
    push_gateway_token: SecretStr = SecretStr("")
    #: whoever signed the certificates of both, where it is no public authority
    gateway_ca_file: Annotated[Path, AfterValidator(existing_file)] | None = None
    #: whom a critical notification that nobody got is reported to
    operators_email: str = ""
    operators_phone: str = ""

    # Secret files
    secret_key: SecretStr = Field(min_length=50)
    field_encryption_key: Annotated[SecretStr, AfterValidator(field_keys)]
    database_password: SecretStr
    database_replica_password: SecretStr
    analytics_database_password: SecretStr
    cache_password: SecretStr
    sessions_password: SecretStr
    long_term_password: SecretStr
    broker_password: SecretStr
    object_store_access_key: SecretStr
    object_store_secret_key: SecretStr
    admin_password: SecretStr | None = None  # only the migration Job needs it, to create the first superuser

    @model_validator(mode="after")
    def transports_are_safe(self) -> "Env":
        """Encryption may be switched off in tests and development only, and needs its CA files everywhere else."""
        relaxed = self.environment in (Profile.DEVELOPMENT, Profile.TEST)
        if self.transport_tls == "off" and not relaxed:
            raise ValueError("TRANSPORT_TLS=off is for development and test: passwords would cross the wire in clear")
        if self.transport_tls == "verify" and not (self.database_ca_file and self.redis_ca_file):
            raise ValueError("DATABASE_CA_FILE and REDIS_CA_FILE are needed: TRANSPORT_TLS=verify verifies by them")
        if self.environment is Profile.PRODUCTION and not (self.object_store_endpoint and self.edge_purge_url):
            raise ValueError("OBJECT_STORE_ENDPOINT and EDGE_PURGE_URL are needed: media and purges would go nowhere")
        urls = (self.sms_gateway_url, self.push_gateway_url)
        if self.environment is Profile.PRODUCTION and any(url.startswith("http:") for url in urls):
            raise ValueError("SMS_GATEWAY_URL and PUSH_GATEWAY_URL must be https: tokens would be in clear")
        if self.database_pool_min_size > self.database_pool_max_size:
            raise ValueError("DATABASE_POOL_MIN_SIZE is above DATABASE_POOL_MAX_SIZE: no pool could be built")
        return self

    @cached_property
    def tls(self) -> bool:
        """Whether Postgres and Redis are reached over verified TLS."""
        return self.transport_tls == "verify"

    @property
    def site_host(self) -> str:
        """Host (and port) part of SITE_ORIGIN, as a browser sends it."""
        return urlsplit(self.site_origin).netloc


def load_env() -> Env:
    """Read the environment and the secret files.

    Raises SystemExit with every problem listed when a key is missing or malformed.
    """
    try:
        return Env()  # type: ignore[call-arg]  # the environment fills it
    except ValidationError as error:
        raise SystemExit(describe(error)) from None


def describe(error: ValidationError) -> str:
    """Turn pydantic's report into one line a problem."""
    return report(error, secret_in)


def secret_in(name: str) -> Path | None:
    """The file of a secret key; None for other keys."""
    field = Env.model_fields.get(name)
    secret = field is not None and SecretStr in (field.annotation, *getattr(field.annotation, "__args__", ()))
    return SECRETS_DIR / name if secret else None
