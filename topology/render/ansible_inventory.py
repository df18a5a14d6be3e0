"""The Ansible inventory: one local host, with the facts its roles take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from topology.model import Topology
from topology.model.vocabulary import Substrate
from topology.render.probe_targets import probe_targets

GROUP = "machine"


def ansible_inventory(topology: Topology, stack: str, checkout: Path) -> dict[str, Any]:
    """What an inventory script prints for `--list`.

    Args:
        topology: the stack's facts.
        stack: name of the stack, `local`.
        checkout: absolute path of the repository; paths of generated files hang off it.
    """
    embedded = topology.cluster.embedded
    variables = {
        "rushhour_stack": stack,
        "rushhour_checkout": str(checkout),
        "rushhour_embedded": topology.cluster.substrate is Substrate.EMBEDDED,
        "rushhour_registry": topology.images.registry,
        "rushhour_cluster_kubeconfig": topology.cluster.kubeconfig,
        "rushhour_cluster_context": topology.cluster.context,
        "rushhour_namespace": topology.cluster.namespace,
        "rushhour_operator_namespace": topology.cluster.operator_namespace,
        "rushhour_node_name": embedded.node_name,
        "rushhour_node_address": str(embedded.node_address),
        "rushhour_pod_network": str(embedded.pod_network),
        "rushhour_service_network": str(embedded.service_network),
        "rushhour_dns_address": str(embedded.dns_address),
        "rushhour_api_port": embedded.api_port,
        "rushhour_node_port_range": f"{embedded.first_node_port}-{embedded.last_node_port}",
        "rushhour_site_origin": topology.site.origin,
        "rushhour_site_ports": [topology.site.https_port, topology.site.http_port],
        "rushhour_targets": probe_targets(topology),
    }
    hosts = ["localhost"]
    return {
        "_meta": {
            # The interpreter of the playbook has what the modules import; the machine's own may not.
            "hostvars": {
                "localhost": {
                    "ansible_connection": "local",
                    "ansible_python_interpreter": "{{ ansible_playbook_python }}",
                }
            }
        },
        "all": {"children": [GROUP]},
        GROUP: {"hosts": hosts, "vars": variables},
    }
