#!/usr/bin/python
"""Remove what an embedded cluster leaves in the network: links, packet-filter rules, address sets, settings."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: network_leftovers
short_description: Remove an embedded cluster's links, packet-filter rules and address sets
description:
  - Rules are removed one by one, by the chains Kubernetes and CNI own (KUBE-*, CNI-*), so those of other programs stay
    as they are. In check mode it only lists. The cluster's processes must be gone, they would write them again.
options:
  links: {type: list, elements: str, required: true, description: "Links to delete; of a bridge its ports, too."}
  table: {type: str, required: true, description: "nftables table (family inet) to delete."}
  settings: {type: dict, required: true, description: "Kernel settings to put back where a cluster was here."}
"""

CHAINS = re.compile(r"^(KUBE-|CNI-)")
SETS = re.compile(r"^(inet6:)?(KUBE-|kube-router-)")
TOOLS = ("iptables", "ip6tables")
NET = Path("/sys/class/net")


def run(*command: str, stdin: str | None = None) -> str:
    """Run a command; a command that is not installed has left nothing, so it returns ''."""
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OSError(f"{shlex.join(command)}: {done.stderr.strip()}\n{stdin or ''}")
    return done.stdout


def rule_removal(saved: str) -> str:
    """Turn what iptables-save prints into what iptables-restore --noflush takes to remove the cluster's chains only."""
    script: list[str] = []
    for table in re.split(r"^\*", saved, flags=re.MULTILINE)[1:]:
        name, *lines = table.splitlines()
        chains = [line[1:].split()[0] for line in lines if line.startswith(":") and CHAINS.match(line[1:])]
        jumps = [
            "-D " + line.removeprefix("-A ")
            for line in lines
            if re.match(r"-A (?!KUBE-|CNI-)", line) and re.search(r" -[jg] (KUBE-|CNI-)", line)
        ]
        if chains or jumps:
            script += [f"*{name}", *jumps, *(f"-F {c}" for c in chains), *(f"-X {c}" for c in chains), "COMMIT"]
    return "\n".join(script) + "\n" if script else ""


def inspect(params: dict[str, Any]) -> dict[str, list[str]]:
    """List everything of the cluster that is in the kernel's network."""
    bridges = [link for link in params["links"] if (NET / link).exists()]
    return {
        # A pod's end of its pair can outlive its processes; the end on the bridge takes it along.
        "links": [port.name for link in bridges for port in sorted((NET / link).glob("brif/*"))] + bridges,
        "rules": [tool for tool in TOOLS if rule_removal(run(f"{tool}-save"))],
        "tables": [
            line for line in run("nft", "list", "tables").splitlines() if line == f"table inet {params['table']}"
        ],
        "sets": [name for name in run("ipset", "list", "-n").split() if SETS.match(name)],
    }


def remove(params: dict[str, Any], found: dict[str, list[str]]) -> None:
    """Remove what was found. Rules go before the sets they name."""
    for link in found["links"]:
        try:
            run("ip", "link", "delete", link)
        except OSError:
            # The kernel takes a pod's pair away by itself, as soon as nothing holds its namespace.
            if (NET / link).exists():
                raise
    for tool in found["rules"]:
        run(f"{tool}-restore", "--noflush", stdin=rule_removal(run(f"{tool}-save")))
    for table in found["tables"]:
        run("nft", "delete", *table.split())
    for name in found["sets"]:
        run("ipset", "destroy", name)
    for name, value in params["settings"].items():
        run("sysctl", "-qw", f"{name}={value}")


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "links": {"type": "list", "elements": "str", "required": True},
            "table": {"type": "str", "required": True},
            "settings": {"type": "dict", "required": True},
        },
        supports_check_mode=True,
    )
    found = inspect(module.params)
    changed = any(found.values())
    if changed and not module.check_mode:
        try:
            remove(module.params, found)
        except OSError as error:
            module.fail_json(msg=f"cleaning this machine's network: {error}. Remove it by hand, then run this again.")
    module.exit_json(changed=changed, found=found)


if __name__ == "__main__":
    main()
