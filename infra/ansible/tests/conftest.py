"""The Ansible tree as data, and its modules importable by name."""

from __future__ import annotations

import sys
from pathlib import Path

ANSIBLE = Path(__file__).resolve().parents[1]
for folder in (
    ANSIBLE / "plugins" / "modules",
    ANSIBLE / "plugins" / "filter",
    ANSIBLE / "roles/preflight/files",
    Path(__file__).parent,
):
    sys.path.insert(0, str(folder))
