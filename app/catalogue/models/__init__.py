"""One noun a file."""

from catalogue.models.category import Category
from catalogue.models.product import Product
from catalogue.models.product_status import ProductStatus

__all__ = ["Category", "Product", "ProductStatus"]
