"""The keys of encrypted fields: how many generations there are, and which of them the app gets (O5)."""

from __future__ import annotations

from pydantic import Field

from topology.model.base import Noun


class FieldEncryption(Noun):
    """Generations of the key, counted from 1. Every generation's secret stays in Pulumi's state for good.

    `docs/security.md` has the order in which the numbers are changed, so that no pod ever meets a key it does not have.
    """

    generations: int = Field(default=1, ge=1, le=1000)  # made so far; only ever raised
    sealing: int | None = Field(default=None, ge=1, le=1000)  # seals new values; None: the newest
    retired: int = Field(default=0, ge=0, le=1000)  # generations up to this one are not in the pods' file

    @property
    def first(self) -> int:
        """The generation new values are sealed with."""
        return self.generations if self.sealing is None else self.sealing

    @property
    def in_order(self) -> tuple[int, ...]:
        """The generations in the pods' file: the sealing one, then the others, the newest first."""
        others = range(self.generations, self.retired, -1)
        return (self.first, *(generation for generation in others if generation != self.first))
