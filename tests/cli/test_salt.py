"""The salt of this checkout's passphrase is in the stack file and not in git."""

import subprocess
from pathlib import Path

import pytest

from cli.facts import Facts
from cli.pulumi import salt

SALT = "encryptionsalt: v1:bCQpLMtPQlc=:v1:5ysLI/Vi3gdfecCQ:JRLqCqhTxBG4Pxu8CMV5LERRhKlO8A==\n"
COMMITTED = "config:\n  rushhour:web:\n    replicas: 2\n"


def git(root: Path, *arguments: str) -> str:
    """git's answer in the test's checkout."""
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    return subprocess.run(["git", *identity, *arguments], cwd=root, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def repository(checkout: Path) -> Path:
    """A committed stack file with the filter's attribute."""
    git(checkout, "init", "--quiet")
    (checkout / "Pulumi.local.yaml").write_text(COMMITTED)
    (checkout / ".gitattributes").write_text("Pulumi.local.yaml filter=rushhour-salt\n")
    (checkout / ".gitignore").write_text(".rushhour/\n")
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", "Start")
    return checkout


def test_salt_is_invisible_to_git(repository: Path, facts: Facts) -> None:
    """After Pulumi wrote its salt, `git status` is clean and the file has it."""
    salt.install_filter(facts)
    with (repository / "Pulumi.local.yaml").open("a") as file:
        file.write(SALT)
    assert git(repository, "status", "--porcelain") != "", "without the last step git takes the new size for a change"

    salt.settle(facts)

    assert git(repository, "status", "--porcelain") == ""
    assert (repository / "Pulumi.local.yaml").read_text() == COMMITTED + SALT


def test_change_of_a_person_stays_visible_and_unstaged(repository: Path, facts: Facts) -> None:
    """`pulumi config set` shows as a change of that key alone, and is not added to the index."""
    salt.install_filter(facts)
    (repository / "Pulumi.local.yaml").write_text(COMMITTED.replace("2", "6") + SALT)

    salt.settle(facts)

    assert git(repository, "status", "--porcelain") == " M Pulumi.local.yaml\n"
    changed = [line for line in git(repository, "diff").splitlines() if line.startswith(("+ ", "- "))]
    assert changed == ["-    replicas: 2", "+    replicas: 6"]


def test_removed_with_the_stack(repository: Path, facts: Facts) -> None:
    """`make down` gives the file back as it was committed, and git its configuration."""
    salt.install_filter(facts)
    (repository / "Pulumi.local.yaml").write_text(COMMITTED + SALT)

    salt.remove(facts)
    salt.remove_filter()

    assert (repository / "Pulumi.local.yaml").read_text() == COMMITTED
    assert git(repository, "status", "--porcelain") == ""
    assert "rushhour" not in git(repository, "config", "--local", "--list")


def test_own_passphrase_keeps_its_salt(repository: Path, facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a passphrase of the person's own the salt belongs into the committed file."""
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "mine")
    (repository / "Pulumi.local.yaml").write_text(COMMITTED + SALT)

    salt.install_filter(facts)
    salt.remove(facts)
    salt.settle(facts)

    assert (repository / "Pulumi.local.yaml").read_text() == COMMITTED + SALT
    assert git(repository, "status", "--porcelain") == " M Pulumi.local.yaml\n"
