"""What the monitors saw, and what they found."""

from monitoring.models.finding import Finding, Level
from monitoring.models.snapshot import Kind, Snapshot

__all__ = ["Finding", "Kind", "Level", "Snapshot"]
