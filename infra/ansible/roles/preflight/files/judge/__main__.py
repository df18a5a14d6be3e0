"""Read JSON. `python -m judge pod NAME IMAGE SECONDS` prints a Pod, `python -m judge report FILE` writes the report."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from judge import pod, report


def main(command: str, *arguments: str) -> int:
    """0, or 1 with the reason where there can be no pod."""
    given = json.load(sys.stdin)
    if command == "pod":
        name, image, seconds = arguments
        try:
            made = pod.manifest(given["jobs"], given["environment"], name, image, int(seconds))
        except pod.NoPod as reason:
            print(reason, file=sys.stderr)
            return 1
        print(json.dumps(made))
        return 0
    found = report.checks(given)
    text = json.dumps(report.as_data(found, given["image"]), indent=2) + "\n"
    Path(arguments[0]).write_text(text, encoding="utf-8")
    print(report.as_text(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
