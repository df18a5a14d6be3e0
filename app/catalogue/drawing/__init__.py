"""Pictures of the generated catalogue's goods, drawn from a few shapes, with light from the upper left.

Nothing here knows Django: processes that draw need not load it.
"""
