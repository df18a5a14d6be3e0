"""One noun a file."""

from drills.models.delivery import Delivery
from drills.models.effect import Effect
from drills.models.numbered_task import NumberedTask

__all__ = ["Delivery", "Effect", "NumberedTask"]
