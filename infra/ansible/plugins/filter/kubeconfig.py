"""Kubeconfigs of the cluster's own processes."""

from __future__ import annotations

import json
from collections.abc import Callable


def kubeconfig(user: str, server: str, folder: str) -> str:
    """Give the kubeconfig of a user whose certificate, key and authority are files of a folder.

    The files are named, not copied: a renewed certificate needs no new kubeconfig. JSON is YAML to its readers.
    """
    name = "rushhour"
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "clusters": [{"name": name, "cluster": {"server": server, "certificate-authority": f"{folder}/ca.crt"}}],
        "users": [
            {"name": user, "user": {"client-certificate": f"{folder}/{user}.crt", "client-key": f"{folder}/{user}.key"}}
        ],
        "contexts": [{"name": name, "context": {"cluster": name, "user": user}}],
    }
    return json.dumps(content, indent=2) + "\n"


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, Callable[..., str]]:
        return {"kubeconfig": kubeconfig}
