"""Build the bundle's container images, name them by their content, and hand them to a cluster.

Standard library only: it runs before the virtual environment matters. `python -m images --help` is the entry.
"""
