#!/usr/bin/python
"""Say whose cluster is on this machine and whether it lives."""

from __future__ import annotations

import http.client
import xmlrpc.client
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from supervisor.xmlrpc import SupervisorTransport

DOCUMENTATION = """
module: ownership
short_description: Say whose cluster is on this machine and whether it lives
description:
  - "verdict is one of: running (ours, alive), stopped (ours, its processes are gone), foreign (alive, of another
    checkout that exists), abandoned (of another checkout, and dead or its checkout is gone), free (nobody's)."
options:
  owner_file: {type: path, required: true, description: "File that holds the path of the owning checkout."}
  socket: {type: path, required: true, description: "Control socket of the cluster's supervisord."}
  checkout: {type: path, required: true, description: "This checkout."}
"""


def alive(socket: str) -> bool:
    """A cluster lives while its supervisord answers on its socket."""
    transport = SupervisorTransport(None, None, serverurl=f"unix://{socket}")
    try:
        xmlrpc.client.ServerProxy("http://localhost", transport=transport).supervisor.getState()
    except (OSError, http.client.HTTPException, xmlrpc.client.Error):
        return False
    return True


def verdict(owner: str | None, checkout: str, lives: bool, owner_exists: bool) -> str:
    """Decide what may be done with the cluster on this machine."""
    if owner == checkout:
        return "running" if lives else "stopped"
    if owner is None:
        return "abandoned" if lives else "free"
    return "foreign" if lives and owner_exists else "abandoned"


def read_owner(path: str) -> str | None:
    file = Path(path)
    return file.read_text(encoding="utf-8").strip() or None if file.is_file() else None


def main() -> None:
    module = AnsibleModule(
        argument_spec={name: {"type": "path", "required": True} for name in ("owner_file", "socket", "checkout")},
        supports_check_mode=True,
    )
    params: dict[str, Any] = module.params
    owner, lives = read_owner(params["owner_file"]), alive(params["socket"])
    answer = verdict(owner, params["checkout"], lives, bool(owner) and Path(owner or "").is_dir())
    module.exit_json(changed=False, owner=owner, alive=lives, verdict=answer)


if __name__ == "__main__":
    main()
