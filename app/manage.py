#!/usr/bin/env python
"""Django's command line; the profile of settings follows ENVIRONMENT."""

import sys


def main() -> None:
    from config.profile import use_profile

    use_profile()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
