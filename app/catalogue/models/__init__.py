"""One noun a file."""

from catalogue.models.category import Category
from catalogue.models.product import Product, ProductStatus

__all__ = ["Category", "Product", "ProductStatus"]
