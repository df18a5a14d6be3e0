"""What a shell and every tool get to see."""

import dataclasses
import os
import subprocess
from pathlib import Path

import pytest

from cli import environment
from cli.facts import Facts


def source(env_file: Path, question: str, **variables: str) -> str:
    """What a POSIX shell answers after sourcing the file twice."""
    script = f". {env_file}; . {env_file}; {question}"
    env = {"PATH": "/usr/bin:/bin", **variables}
    return subprocess.run(["sh", "-euc", script], env=env, capture_output=True, text=True, check=True).stdout.strip()


def test_state_is_private(checkout: Path, facts: Facts) -> None:
    """The folder is 0700, the passphrase 0600, and it is kept by the next run."""
    environment.prepare(facts)
    first = (checkout / ".rushhour" / "passphrase").read_text()
    environment.prepare(facts)

    assert (checkout / ".rushhour").stat().st_mode & 0o777 == 0o700
    assert (checkout / ".rushhour" / "passphrase").stat().st_mode & 0o777 == 0o600
    assert (checkout / ".rushhour" / "passphrase").read_text() == first
    assert len(first.strip()) >= 32


def test_passphrase_is_in_no_variable(checkout: Path, facts: Facts) -> None:
    """Tools get the path of the passphrase, never the passphrase."""
    environment.prepare(facts)
    passphrase = (checkout / ".rushhour" / "passphrase").read_text().strip()

    assert passphrase not in (checkout / ".rushhour" / "env").read_text()
    assert passphrase not in str(environment.variables(facts))


def test_env_file_puts_our_tools_first_once(checkout: Path, facts: Facts) -> None:
    """Sourcing twice adds nothing twice."""
    environment.prepare(facts)

    path = source(checkout / ".rushhour" / "env", 'echo "$PATH"')

    assert path == f"{checkout}/.rushhour/bin:{checkout}/.venv/bin:/usr/bin:/bin"


def test_env_file_and_tools_agree(checkout: Path, facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command in the sourced shell sees what the driver's own commands see."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    environment.prepare(facts)
    ours = environment.variables(facts)

    for name in (*environment.fixed(facts), *environment.yielding(facts), "PATH"):
        assert source(checkout / ".rushhour" / "env", f'echo "${name}"') == ours[name], name


def test_own_backend_and_passphrase_win(checkout: Path, facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """A team's Pulumi backend and passphrase are not replaced."""
    mine = {"PULUMI_BACKEND_URL": "s3://state.example.org", "PULUMI_CONFIG_PASSPHRASE": "mine"}
    environment.prepare(facts)
    for name, value in mine.items():
        monkeypatch.setenv(name, value)

    seen = source(
        checkout / ".rushhour" / "env", 'echo "$PULUMI_BACKEND_URL ${PULUMI_CONFIG_PASSPHRASE_FILE-unset}"', **mine
    )

    assert seen == "s3://state.example.org unset"
    assert environment.variables(facts)["PULUMI_BACKEND_URL"] == "s3://state.example.org"
    assert "PULUMI_CONFIG_PASSPHRASE_FILE" not in environment.variables(facts)


def test_login_wins_on_a_team_cluster(
    checkout: Path, facts: Facts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has run `pulumi login` keeps that backend for stacks on other clusters."""
    login = tmp_path / "credentials.json"
    login.write_text('{"current": "https://api.example.org"}')
    monkeypatch.setattr(environment, "LOGIN", login)
    team = dataclasses.replace(facts, embedded=False, kubeconfig=Path("/kube/config"))

    assert environment.yielding(team) == {}
    assert environment.variables(team)["KUBECONFIG"] == "/kube/config"
    assert environment.yielding(facts) != {}
    assert os.environ.get("PULUMI_BACKEND_URL") is None
