"""Horizontal autoscaling by CPU."""

from __future__ import annotations

from pydantic import Field

from topology.model.base import Noun


class Autoscaling(Noun):
    """Bounds of a HorizontalPodAutoscaler. The target defaults to the guide's ceiling for CPU, 70 % (T)."""

    enabled: bool = False
    min_replicas: int = Field(default=2, ge=1, le=1000)
    max_replicas: int = Field(default=6, ge=1, le=1000)
    target_cpu_percent: int = Field(default=70, ge=10, le=95)
