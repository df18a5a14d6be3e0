"""Select the stack, making it on first use, and run updates."""

import json

from cli import environment, paths, process
from cli.console import say
from cli.errors import Failure
from cli.facts import Facts
from cli.pulumi import salt
from cli.pulumi.output import Screen

QUESTION_SECONDS = 120


def select(facts: Facts) -> None:
    """Make `facts.stack` the current stack; it is created when the backend does not have it."""
    log = process.log_path("pulumi")
    env = environment.variables(facts)
    salt.install_filter(facts)
    if not exists(facts):
        if facts.embedded:
            salt.remove(facts)  # one from an earlier passphrase would be refused
        process.run([*_pulumi("stack", "init"), facts.stack], log=log, env=env, what=f"making the stack {facts.stack}")
    process.run([*_pulumi("stack", "select"), facts.stack], log=log, env=env, what=f"selecting the stack {facts.stack}")
    salt.settle(facts)


def unselect(facts: Facts) -> None:
    """Let Pulumi forget, in the user's own folder, that this checkout had a current stack."""
    if (paths.BIN / "pulumi").exists():
        env = environment.variables(facts)
        process.capture(_pulumi("stack", "unselect"), timeout=QUESTION_SECONDS, env=env, cwd=paths.CHECKOUT)


def exists(facts: Facts) -> bool:
    """Whether the backend has the stack. Raises Failure when the backend does not answer."""
    command = _pulumi("stack", "ls", "--json")
    status, out, err = process.capture(
        command, timeout=QUESTION_SECONDS, env=environment.variables(facts), cwd=paths.CHECKOUT
    )
    if status:
        raise Failure(f"Pulumi's backend does not answer\n{err.strip()}", fix="check PULUMI_BACKEND_URL and your login")
    return any(entry["name"].rsplit("/", 1)[-1] == facts.stack for entry in json.loads(out))


def up(facts: Facts) -> None:
    """`pulumi up`, with its progress readable. Raises Failure with Pulumi's own last lines."""
    _operate("up", "--yes", "--skip-preview", facts=facts)


def keep_certificate(facts: Facts) -> None:
    """Write the CA certificate that signs the edge's to `.rushhour/ca.crt`: what a client has to trust."""
    command = [*_pulumi("stack", "output", "ca_certificate"), "--stack", facts.stack]
    env = environment.variables(facts)
    status, out, err = process.capture(command, timeout=QUESTION_SECONDS, env=env, cwd=paths.CHECKOUT)
    if status:
        raise Failure(f"the stack {facts.stack} has no output ca_certificate: {err.strip()}")
    environment.write_private(paths.CA_CERTIFICATE, out.strip() + "\n")


def destroy(facts: Facts) -> None:
    """`pulumi destroy`: everything the stack made in a team's cluster, the protected keys of encrypted fields too."""
    _operate("state", "unprotect", "--all", "--yes", facts=facts)
    _operate("destroy", "--yes", "--skip-preview", facts=facts)


def _operate(*arguments: str, facts: Facts) -> None:
    screen = Screen(lambda line: say(f"      {line}"))
    command = [*_pulumi(*arguments), "--stack", facts.stack, "--color", "never"]
    try:
        process.run(
            command,
            log=process.start_log("pulumi"),
            env=environment.variables(facts),
            on_line=screen.line,
            what=f"pulumi {arguments[0]}",
        )
    finally:
        screen.end()


def _pulumi(*arguments: str) -> list[str]:
    return [str(paths.BIN / "pulumi"), *arguments, "--non-interactive"]
