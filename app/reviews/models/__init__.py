"""One noun a file."""

from reviews.models.decision import Decision
from reviews.models.review import Review, ReviewStatus

__all__ = ["Decision", "Review", "ReviewStatus"]
