"""One noun a file. All tables live in the analytics database; no foreign key can point out of it."""

from useractions.models.product_day import ProductDay
from useractions.models.user_action import UserAction

__all__ = ["ProductDay", "UserAction"]
