#!/usr/bin/python
"""Write many small files that only root may read, each whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: private_files
short_description: Write many small files that only root may read
description:
  - One module call for all of them; a call a file would take most of the time of a run that changes nothing.
  - Files get mode 0600. The contents are never shown, they may hold keys.
options:
  files: {type: dict, required: true, description: "Path to content. The folders must exist."}
"""


def differs(path: Path, content: str) -> bool:
    """Tell whether a file has to be written: absent, other content, or open to others."""
    try:
        return path.read_text(encoding="utf-8") != content or (path.stat().st_mode & 0o777) != 0o600
    except FileNotFoundError:
        return True


def write(path: Path, content: str) -> None:
    """Write the file beside its place and move it there."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
    temporary.replace(path)


def main() -> None:
    module = AnsibleModule(
        argument_spec={"files": {"type": "dict", "required": True, "no_log": True}}, supports_check_mode=True
    )
    stale = {path: content for path, content in module.params["files"].items() if differs(Path(path), content)}
    if not module.check_mode:
        for path, content in stale.items():
            write(Path(path), content)
    module.exit_json(changed=bool(stale), written=len(stale))


if __name__ == "__main__":
    main()
