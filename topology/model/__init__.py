"""The nouns of a deployment, one a file."""

from topology.model.topology import Topology

__all__ = ["Topology"]
