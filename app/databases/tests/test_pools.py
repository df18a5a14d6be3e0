"""The connection pools end with the process (D2)."""

import os
import subprocess
import sys
import time
from pathlib import Path

APP = Path(__file__).resolve().parents[2]
QUESTION = "from django.db import connection; connection.cursor().execute('SELECT 1')"


def test_a_command_that_used_the_database_ends_at_once():
    """No thread of a pool holds the interpreter up: a Job is done when its work is."""
    environment = {**os.environ, "DATABASE_NAME": "postgres"}
    started = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "manage.py", "shell", "--command", QUESTION],
        cwd=APP,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert "couldn't stop thread" not in ran.stdout + ran.stderr
    assert time.monotonic() - started < 15
