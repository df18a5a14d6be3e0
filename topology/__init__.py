"""The one source of facts about a deployment: a stack file, read into one frozen, checked object.

Pulumi, Ansible, Helm, nginx, testinfra, the diagram and the capacity figures read it; none writes a fact a second time.
Importing this package needs neither Pulumi nor a network.
"""

from topology.load import from_pulumi, load
from topology.model import Topology
from topology.problems import Problem, TopologyError

__all__ = ["Problem", "Topology", "TopologyError", "from_pulumi", "load"]
