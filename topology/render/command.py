"""What the renderers that are also commands have in common: an answer a person can act on."""

from __future__ import annotations

import sys
from collections.abc import Callable

from topology.model.images import ImagesNotBuiltError
from topology.problems import TopologyError


def run(main: Callable[[], None]) -> None:
    """Run `main` and exit: with 0, or with 1 and a line for each thing that is wrong with what was named."""
    try:
        main()
    except TopologyError as error:
        sys.exit("\n".join(problem.line() for problem in error.problems))
    except (ImagesNotBuiltError, OSError) as error:
        sys.exit(str(error))
