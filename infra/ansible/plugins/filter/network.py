"""Filters for network facts."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable


def first_address(network: str) -> str:
    """Give the first usable address of a network: Kubernetes gives it to the Service of its own API."""
    return str(next(ipaddress.ip_network(network).hosts()))


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, Callable[..., str]]:
        return {"first_address": first_address}
