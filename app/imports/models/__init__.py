"""An import, its chunks, and what is wrong with its rows."""

from imports.models.chunk import Chunk
from imports.models.product_import import OPEN, Policy, ProductImport, State
from imports.models.row_error import RowError

__all__ = ["OPEN", "Chunk", "Policy", "ProductImport", "RowError", "State"]
