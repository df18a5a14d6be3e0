"""How much a cart holds: far above what a household buys, far below what would hold locks for long."""

#: pieces of one product
MAX_QUANTITY = 20
#: different products
MAX_LINES = 50
