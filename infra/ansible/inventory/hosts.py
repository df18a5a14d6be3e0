#!/usr/bin/env python3
"""Print the Ansible inventory of one stack: the topology's facts for the machine that runs the playbooks.

The stack is named by RUSHHOUR_STACK (default: local) and read from Pulumi.<stack>.yaml at the root of the checkout.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(CHECKOUT))

from topology import TopologyError, load  # noqa: E402  (the checkout has to be on the path first)
from topology.render.ansible_inventory import ansible_inventory  # noqa: E402


def main() -> int:
    """Answer `--list`; `--host NAME` has nothing to add, the list carries every variable."""
    if "--host" in sys.argv:
        sys.stdout.write("{}\n")
        return 0
    stack = os.environ.get("RUSHHOUR_STACK", "local")
    file = CHECKOUT / f"Pulumi.{stack}.yaml"
    try:
        inventory = ansible_inventory(load(file), stack, CHECKOUT)
    except (TopologyError, OSError) as error:
        sys.stderr.write(f"{file.name}: no inventory can be made from it\n{error}\n")
        return 1
    sys.stdout.write(json.dumps(inventory, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
