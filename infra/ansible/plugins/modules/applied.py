#!/usr/bin/python
"""Apply a manifest on the server's side, only when the cluster differs from it."""

from __future__ import annotations

import subprocess
from typing import Any

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: applied
short_description: Apply a manifest on the server's side, only when the cluster differs from it
description:
  - Asks C(kubectl diff) first, so that an unchanged manifest changes nothing and a change by hand is put right.
  - The manifest goes through standard input, so that it may hold a Secret.
options:
  kubectl: {type: path, required: true, description: "The kubectl to run."}
  kubeconfig: {type: path, required: true, description: "Credentials to apply with."}
  cache: {type: path, required: true, description: "Folder of kubectl's discovery cache."}
  manifest: {type: str, required: true, description: "YAML, any number of documents."}
"""


def kubectl(params: dict[str, Any], *words: str) -> subprocess.CompletedProcess[str]:
    """Run kubectl on the manifest."""
    command = [params["kubectl"], f"--kubeconfig={params['kubeconfig']}", f"--cache-dir={params['cache']}", *words]
    return subprocess.run(
        [*command, "--server-side", "--force-conflicts", "--field-manager=rushhour", "--filename=-"],
        input=params["manifest"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "kubectl": {"type": "path", "required": True},
            "kubeconfig": {"type": "path", "required": True},
            "cache": {"type": "path", "required": True},
            "manifest": {"type": "str", "required": True},
        },
        supports_check_mode=True,
    )
    # 0: the same. 1: different. More: the comparison failed, because a namespace or a definition is not there yet.
    same = kubectl(module.params, "diff").returncode == 0
    if same or module.check_mode:
        module.exit_json(changed=not same)
    done = kubectl(module.params, "apply")
    if done.returncode != 0:
        module.fail_json(msg=f"kubectl apply: {done.stderr.strip()}")
    module.exit_json(changed=True, applied=done.stdout.splitlines())


if __name__ == "__main__":
    main()
