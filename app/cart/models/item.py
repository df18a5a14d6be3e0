"""A line of an account's cart."""

from django.db import models

from cart.limits import MAX_QUANTITY
from cart.models.cart import Cart
from catalogue.models import Product


class CartItem(models.Model):
    """So many pieces of a product. Prices are the product's own; the one kept here tells whether it has changed."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="items", db_index=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    #: euro a piece, when the shopper put it in or last agreed to it
    price_seen = models.DecimalField(max_digits=10, decimal_places=2)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "product"], name="cartitem_once_a_product"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, quantity__lte=MAX_QUANTITY), name="cartitem_quantity_in_limits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of product {self.product_id}"
