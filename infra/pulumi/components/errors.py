"""Turns what a person can mend into one plain message instead of a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pulumi

from topology import TopologyError
from topology.model.images import ImagesNotBuiltError


class StackError(Exception):
    """Something outside the program is missing or refused; the message says what, and what to do."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """Report known errors by message alone. Anything else keeps its traceback, for it is a fault of the program.

    Raises:
        pulumi.RunError: which the language host prints without a traceback.
    """
    try:
        yield
    except (TopologyError, ImagesNotBuiltError, StackError) as error:
        raise pulumi.RunError(str(error)) from None
