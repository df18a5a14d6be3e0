"""The variables every tool runs with, and `.rushhour/env` that brings them into a shell."""

import os
import secrets
import shlex
from pathlib import Path

from cli import paths
from cli.facts import Facts

# The file `pulumi login` writes.
LOGIN = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi") / "credentials.json"


def fixed(facts: Facts) -> dict[str, str]:
    """Variables that always have our value, without PATH."""
    kubeconfig = paths.KUBECONFIG if facts.embedded else facts.kubeconfig
    return {
        "VIRTUAL_ENV": str(paths.VENV_LINK),
        "ANSIBLE_CONFIG": str(paths.ANSIBLE / "ansible.cfg"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # Read the salt from the stack's state where git has restored the committed stack file (cli/pulumi/salt.py).
        "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER": "true",
        "RUSHHOUR_STACK": facts.stack,
        **({"KUBECONFIG": str(kubeconfig)} if kubeconfig else {}),
    }


def yielding(facts: Facts) -> dict[str, str]:
    """Variables that have our value only where a person made no choice: a team's backend is not ours to replace."""
    if not facts.embedded and logged_in():
        return {}
    backend = {"PULUMI_BACKEND_URL": f"file://{paths.PULUMI_BACKEND}"}
    return backend if own_passphrase() else {**backend, "PULUMI_CONFIG_PASSPHRASE_FILE": str(paths.PASSPHRASE)}


def logged_in() -> bool:
    """Whether `pulumi login` has chosen a backend for this user."""
    return LOGIN.is_file() and '"current"' in LOGIN.read_text(encoding="utf-8")


def own_passphrase() -> bool:
    """Whether the person brought a passphrase, so that the generated one is not used."""
    mine = os.environ.get("PULUMI_CONFIG_PASSPHRASE_FILE", "")
    return "PULUMI_CONFIG_PASSPHRASE" in os.environ or mine not in ("", str(paths.PASSPHRASE))


def generated_passphrase(facts: Facts) -> bool:
    """Whether the stack's secrets are encrypted with the passphrase made for this checkout."""
    return "PULUMI_CONFIG_PASSPHRASE_FILE" in yielding(facts)


def variables(facts: Facts) -> dict[str, str]:
    """The whole environment for a child process."""
    merged = {**os.environ, **fixed(facts)}
    for name, value in yielding(facts).items():
        merged[name] = merged.get(name) or value
    path = [str(paths.BIN), str(paths.VENV_LINK / "bin"), os.environ.get("PATH", "")]
    return {**merged, "PATH": os.pathsep.join(path)}


def prepare(facts: Facts) -> None:
    """Make the state folder, the generated passphrase and `.rushhour/env`."""
    paths.state()
    paths.private_directory(paths.PULUMI_BACKEND)
    if not paths.PASSPHRASE.exists():
        write_private(paths.PASSPHRASE, secrets.token_urlsafe(32) + "\n")
    write_private(paths.ENV_FILE, shell_text(facts))


def shell_text(facts: Facts) -> str:
    """The text of `.rushhour/env`: POSIX shell, safe to source twice."""
    lines = ["# Source this: . .rushhour/env   (written by `make up` and `make env`)"]
    lines += [f"export {name}={shlex.quote(value)}" for name, value in fixed(facts).items()]
    for name, value in yielding(facts).items():
        test = '[ -n "${PULUMI_CONFIG_PASSPHRASE+set}" ] || ' if name.endswith("PASSPHRASE_FILE") else ""
        lines += [f'{test}export {name}="${{{name}:-{value}}}"']
    ours = f"{paths.BIN}:{paths.VENV_LINK / 'bin'}"
    lines += [f'case ":$PATH:" in *:{shlex.quote(ours)}:*) ;; *) export PATH={shlex.quote(ours)}:"$PATH" ;; esac']
    return "\n".join(lines) + "\n"


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as sink:
        sink.write(text)
    os.replace(part, path)
