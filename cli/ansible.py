"""Run a playbook of `infra/ansible` and pass its step lines on."""

from cli import environment, paths, process, venv
from cli.console import say
from cli.facts import Facts


def play(playbook: str, facts: Facts, log_name: str, *, extra: dict[str, str] | None = None) -> None:
    """Run `playbooks/<playbook>.yml` for this stack. Raises Failure with its last lines and the log's path."""
    log = process.start_log(log_name)
    command: list[object] = [venv.python().parent / "ansible-playbook", paths.ANSIBLE / "playbooks" / f"{playbook}.yml"]
    for name, value in (extra or {}).items():
        command += ["--extra-vars", f"{name}={value}"]
    env = {**environment.variables(facts), "ANSIBLE_NOCOLOR": "1", "PYTHONUNBUFFERED": "1"}
    process.run(command, log=log, env=env, on_line=_show, what=f"playbook {playbook}")


def _show(line: str) -> None:
    if line.strip():
        say(f"    {line}")
