"""What the stack is held to, as the environment states it (MONITORING_LIMITS): what shoppers are promised, and where
the alert rules draw the line.
"""

from pydantic import BaseModel, ConfigDict, Field


class MonitoringLimits(BaseModel):
    """The topology owns the numbers and their defaults (`rushhour:monitoring.objectives`, `.thresholds`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    availability_percent: float = Field(ge=90, lt=100)
    p95_milliseconds: int = Field(ge=1)
    p99_milliseconds: int = Field(ge=1)
    cache_hit_percent: int = Field(ge=1, le=99)
    utilisation_percent: int = Field(ge=1, le=99)
    queue_seconds: int = Field(ge=1)
    queue_tasks: int = Field(ge=1)
    archive_seconds: int = Field(ge=1)
    certificate_days: int = Field(ge=1)
