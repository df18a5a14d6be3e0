"""Rules about the keys of encrypted fields."""

from __future__ import annotations

from collections.abc import Iterator

from topology.model import Topology
from topology.problems import Problem
from topology.stackfile import Where


def sealing_key_exists(topology: Topology, where: Where) -> Iterator[Problem]:
    """New values are sealed with a generation that was made."""
    keys = topology.field_encryption
    if keys.first > keys.generations:
        yield Problem(
            id="T701",
            where=where(("fieldEncryption", "sealing")),
            what=f"generation {keys.first} is to seal, and there are {keys.generations}",
            why="The app would have no key to seal addresses with",
            fix=f"write at most {keys.generations}, or raise `generations` first",
        )


def sealing_key_is_not_retired(topology: Topology, where: Where) -> Iterator[Problem]:
    """The app gets the key it seals with."""
    keys = topology.field_encryption
    if keys.retired >= keys.first:
        yield Problem(
            id="T702",
            where=where(("fieldEncryption", "retired")),
            what=f"generations up to {keys.retired} are retired, and generation {keys.first} seals",
            why="The app would get no key for the values it has just sealed",
            fix=f"write at most {keys.first - 1}",
        )
