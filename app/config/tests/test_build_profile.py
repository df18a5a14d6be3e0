"""The profile `build`: static files are collected without an environment (W3)."""

import os
import subprocess
import sys

from config.settings.apps import APP_DIR


def test_static_files_are_collected_without_environment_secrets_or_services():
    """As in the build of the image: every app's files are found, and no part asks for a setting it has not."""

    # Verbosely: in the image the files lie there already, and skipping them is said only then.
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--dry-run", "--verbosity", "2"],
        cwd=APP_DIR,
        env={"PATH": os.environ["PATH"], "ENVIRONMENT": "build"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for name in ("shop/shop.css", "admin/css/base.css"):
        assert name in done.stdout
