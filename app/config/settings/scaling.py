"""The rules by which a queue's workers are scaled, as the environment states them (CELERY_AUTOSCALE)."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class ScalingRules(BaseModel):
    """Of one queue. The topology owns the numbers and their defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    deployment: str = Field(min_length=1)
    start: int = Field(ge=1)
    min: int = Field(ge=1)
    max: int = Field(ge=1)
    scale_up_above: int = Field(ge=1)
    scale_up_by: int = Field(ge=1)
    scale_down_below: int = Field(ge=1)
    scale_down_by: int = Field(ge=1)
    calm_looks: int = Field(ge=1)
    up_pause_seconds: int = Field(ge=0)
    down_pause_seconds: int = Field(ge=0)

    @model_validator(mode="after")
    def bounds_are_ordered(self) -> Self:
        """Raises ValueError where no number of pods would satisfy them, or every number would be changed for ever."""
        if self.min > self.max:
            raise ValueError(f"min {self.min} exceeds max {self.max}")
        if self.scale_down_below >= self.scale_up_above:
            raise ValueError(f"scale_down_below {self.scale_down_below} is not below scale_up_above")
        return self
