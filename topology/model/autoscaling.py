"""Autoscaling: of the web tier by CPU, of a queue's workers by what waits in the queue."""

from __future__ import annotations

from pydantic import Field

from topology.model.base import Noun


class Autoscaling(Noun):
    """Bounds of a HorizontalPodAutoscaler. The target defaults to the guide's ceiling for CPU, 70 % (T)."""

    enabled: bool = False
    min_replicas: int = Field(default=2, ge=1, le=1000)
    max_replicas: int = Field(default=6, ge=1, le=1000)
    target_cpu_percent: int = Field(default=70, ge=10, le=95)


class QueueScaling(Noun):
    """How many pods work a queue off, by its depth: messages that wait and messages that are being worked on.

    The defaults are the guide's rules (Q6): above 100 two more, below 10 one less, between 3 and 20. What keeps them
    from flapping is ours: a queue has to be calm for several looks in a row, and new pods get time to start.
    """

    min: int = Field(default=3, ge=1, le=1000)
    max: int = Field(default=20, ge=1, le=1000)
    scale_up_above: int = Field(default=100, ge=1, le=10_000_000)  # messages
    scale_up_by: int = Field(default=2, ge=1, le=100)  # pods
    scale_down_below: int = Field(default=10, ge=1, le=10_000_000)  # messages
    scale_down_by: int = Field(default=1, ge=1, le=100)  # pods
    calm_looks: int = Field(default=4, ge=1, le=1000)  # looks below scaleDownBelow in a row, before pods are removed
    up_pause_seconds: int = Field(default=30, ge=0, le=3600)  # after any change, before pods are added
    down_pause_seconds: int = Field(default=120, ge=0, le=86_400)  # after any change, before pods are removed
