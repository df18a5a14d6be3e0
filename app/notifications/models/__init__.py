"""One noun a file."""

from notifications.models.alert import Alert, AlertLevel
from notifications.models.delivery import Delivery, DeliveryState
from notifications.models.notification import Notification
from notifications.models.preferences import Preferences

__all__ = ["Alert", "AlertLevel", "Delivery", "DeliveryState", "Notification", "Preferences"]
