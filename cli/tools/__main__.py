"""`python3 -m cli.tools [FAMILY…]`: build what is missing in the cache and link it into `.rushhour/bin`."""

import sys

from cli.errors import Failure
from cli.tools import install


def main() -> int:
    """Exit 0 when all (named) tools are in place, 1 with the reason when not."""
    try:
        install.everything(only=set(sys.argv[1:]))
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
