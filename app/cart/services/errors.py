"""Why a cart was not changed. The texts are for the shopper."""


class CartRefused(Exception):
    """The cart stays as it was."""


class NotForSale(CartRefused):
    """The product is not shown any more, or has no piece left."""


class CartFull(CartRefused):
    """Another line would exceed the limit."""
