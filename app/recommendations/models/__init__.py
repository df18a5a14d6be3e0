"""One noun a file."""

from recommendations.models.co_purchase import CoPurchase

__all__ = ["CoPurchase"]
