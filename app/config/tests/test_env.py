"""The environment is checked as a whole before anything starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.settings.env import Env, describe

APP_DIR = Path(__file__).resolve().parents[2]
REQUIRED = sorted(name.upper() for name, field in Env.model_fields.items() if field.is_required())
NUMBERS = sorted(name.upper() for name, field in Env.model_fields.items() if field.annotation is int)


def problems_with(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> str:
    """The report for this environment with some keys changed (None: absent)."""
    for name, value in changes.items():
        if value is None:
            monkeypatch.delenv(name)
        else:
            monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        Env()
    return describe(caught.value)


def test_all_problems_are_reported_at_once_with_where_what_and_fix(monkeypatch):
    """A missing key, a malformed one and a missing secret are three lines of one message."""
    report = problems_with(monkeypatch, RELEASE=None, CACHE_SHARDS="one:6379,two", SECRET_KEY=None)
    assert report.startswith("3 problems")
    assert "environment variable RELEASE: Field required. Provide it" in report
    assert "environment variable CACHE_SHARDS: 'two' is not host:port. Correct it" in report
    assert "secret file /run/secrets/rushhour/secret_key: Field required" in report


@given(st.sets(st.sampled_from(REQUIRED)), st.sets(st.sampled_from(NUMBERS)))
def test_whatever_is_wrong_each_key_is_reported_once_and_no_other(missing, malformed):
    """Any keys may be missing and any others malformed: the report names exactly these (W2)."""
    malformed = malformed - missing
    with pytest.MonkeyPatch.context() as environment:
        for name in malformed:
            environment.setenv(name, "many")
        changes = dict.fromkeys(missing)
        if not missing and not malformed:
            Env()
            return
        report = problems_with(environment, **changes)
    head, *lines = report.splitlines()
    named = {line.split(": ")[0].split()[-1].rpartition("/")[2].upper() for line in lines}
    assert named == missing | malformed
    assert head.startswith(f"{len(lines)} problem")
    assert len(lines) == len(named)


def test_secret_values_are_never_in_the_report(monkeypatch):
    """A secret that is too short is named, not shown."""
    report = problems_with(monkeypatch, SECRET_KEY="hunter2hunter2")
    assert "secret_key" in report
    assert "hunter2" not in report


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"ENVIRONMENT": "production", "OBJECT_STORE_ENDPOINT": "http://s:1", "EDGE_PURGE_URL": "http://e:1"},
            "TRANSPORT_TLS=off",
        ),
        ({"TRANSPORT_TLS": "verify"}, "DATABASE_CA_FILE and REDIS_CA_FILE"),
        ({"DATABASE_POOL_MIN_SIZE": "11"}, "DATABASE_POOL_MIN_SIZE is above"),
        ({"REDIS_CA_FILE": "/nowhere/ca.crt"}, "there is no file /nowhere/ca.crt"),
        ({"CELERY_QUEUES": "critical,typo"}, "CELERY_QUEUES"),
        ({"SITE_ORIGIN": "shop.example.com"}, "not an origin"),
        ({"CACHE_TTL_VIEW_SECONDS": "0"}, "greater than 0"),
        ({"TRUSTED_PROXY_HOPS": "-1"}, "greater than or equal to 0"),
    ],
)
def test_unsafe_or_impossible_values_are_refused(monkeypatch, changes, message):
    """Each of these would fail or leak later; it fails at the start instead."""
    assert message in problems_with(monkeypatch, **changes)


def test_secret_files_are_read_and_the_environment_can_stay_empty(tmp_path):
    """Keys of the mounted Secret are found by their file names, in a process of its own."""
    secret = "s" * 60
    (tmp_path / "secret_key").write_text(secret)
    environment = {**os.environ, "SECRETS_DIR": str(tmp_path), "PYTHONPATH": str(APP_DIR)}
    del environment["SECRET_KEY"]
    code = "from config.settings.env import load_env; print(load_env().secret_key.get_secret_value())"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == secret, done.stderr


@pytest.mark.parametrize("name", ["", "live"])
def test_a_process_without_a_known_profile_does_not_start(name):
    """ENVIRONMENT decides the settings; nothing is guessed."""
    done = subprocess.run(
        [sys.executable, APP_DIR / "manage.py", "check"],
        env={**os.environ, "ENVIRONMENT": name, "DJANGO_SETTINGS_MODULE": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "ENVIRONMENT" in done.stderr
    assert "production|development|test|build" in done.stderr
