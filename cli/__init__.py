"""The driver behind `make`: standard library only, because it runs before anything is installed."""

import sys

OLDEST_PYTHON = (3, 11)

if sys.version_info < OLDEST_PYTHON:  # here, because the other modules do not even import on an older Python
    sys.exit(
        "Rushhour needs Python {}.{}, this is {}.{} ({})\n".format(
            *OLDEST_PYTHON, *sys.version_info[:2], sys.executable
        )
        + "  why: the locked packages of the operations side need it\n"
        + "  fix: apt-get install python3 on Debian 12 or newer, or make PYTHON=/path/to/python3.11 up"
    )
