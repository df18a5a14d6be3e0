"""What was said to whom."""

from alerts.models.notice import Channel, Notice, State

__all__ = ["Channel", "Notice", "State"]
