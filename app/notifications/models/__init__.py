"""One noun a file."""

from notifications.models.delivery import Delivery, DeliveryState
from notifications.models.notification import Notification
from notifications.models.preferences import Preferences
from notifications.models.work_item import Urgency, WorkItem

__all__ = ["Delivery", "DeliveryState", "Notification", "Preferences", "Urgency", "WorkItem"]
