#!/usr/bin/python
"""Run a list of processes under supervisord, in order, each awaited until it answers."""

from __future__ import annotations

import hashlib
import http.client
import shlex
import socket
import ssl
import subprocess
import time
import xmlrpc.client
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from supervisor.xmlrpc import SupervisorTransport

DOCUMENTATION = """
module: supervised
short_description: Run processes under supervisord, in order, each awaited until it is ready
description:
  - Writes one program file a process; the digest of the files a process reads is part of it, so a process is restarted
    exactly when its command, its environment or one of its files changed. Programs that are not listed can be removed.
options:
  socket: {type: path, required: true, description: "Control socket of supervisord."}
  directory: {type: path, required: true, description: "Folder of the program files, included by supervisord.conf."}
  log_directory: {type: path, required: true, description: "Folder of the processes' output."}
  remove_others: {type: bool, required: true, description: "Whether programs that are not listed are removed."}
  processes:
    type: list
    elements: dict
    required: true
    description: name, command (list), reads (list of files), ready (https, http, socket or command; ca), deadline (s)
"""

PROGRAM = """[program:{name}]
command={command}
environment=RUSHHOUR_READS="{digest}"
directory=/
priority={priority}
autorestart=true
startsecs=1
startretries=1000
stopwaitsecs=20
stopasgroup=false
killasgroup=false
redirect_stderr=true
stdout_logfile={log}
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=2
"""


def program(process: dict[str, Any], priority: int, logs: str) -> str:
    """Render the program file of one process. supervisord expands %, so it is doubled."""
    digest = hashlib.sha256()
    for path in process["reads"]:
        digest.update(path.encode() + b"\0" + Path(path).read_bytes() + b"\0")
    return PROGRAM.format(
        name=process["name"],
        command=shlex.join(process["command"]).replace("%", "%%"),
        digest=digest.hexdigest()[:32],
        priority=priority,
        log=f"{logs}/{process['name']}.log",
    )


def probe(ready: dict[str, Any]) -> str | None:
    """Ask a process whether it is ready: None, or what was seen instead."""
    try:
        if "command" in ready:
            done = subprocess.run(ready["command"], capture_output=True, text=True, check=False, timeout=10)
            return None if done.returncode == 0 else f"{shlex.join(ready['command'])}: {done.stderr.strip()}"
        if "socket" in ready:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(ready["socket"])
            return None
        return fetch(ready)
    except (OSError, http.client.HTTPException, subprocess.TimeoutExpired) as error:
        return f"{ready}: {error}"


def fetch(ready: dict[str, Any]) -> str | None:
    """Get a health page; https is verified against the authority of the cluster."""
    url = ready.get("https") or ready["http"]
    host, _, path = url.partition("/")
    connection = http.client.HTTPConnection(host, timeout=5)
    if "https" in ready:
        trusted = ssl.create_default_context(cafile=ready["ca"])
        connection = http.client.HTTPSConnection(host, timeout=5, context=trusted)
    connection.request("GET", f"/{path}")
    answer = connection.getresponse()
    body = answer.read(2000).decode(errors="replace")
    return None if answer.status == 200 else f"{url} answered {answer.status}: {body[-500:]}"


class Supervisor:
    """The running supervisord, spoken to over its socket."""

    def __init__(self, path: str) -> None:
        transport = SupervisorTransport(None, None, serverurl=f"unix://{path}")
        self.api: Any = xmlrpc.client.ServerProxy("http://localhost", transport=transport).supervisor

    def state(self, name: str) -> str:
        return str(self.api.getProcessInfo(name)["statename"])

    def reload(self, name: str) -> bool:
        """Take over a changed program file; True when the process was added or replaced."""
        [[added, changed, _]] = self.api.reloadConfig()
        if name in changed:
            self.remove(name)
        if name in added or name in changed:
            self.api.addProcessGroup(name)
            return True
        return False

    def remove(self, name: str) -> None:
        self.api.stopProcessGroup(name)
        self.api.removeProcessGroup(name)

    def run(self, name: str) -> bool:
        """Start the process if it does not run; True when it had to be started."""
        if self.state(name) in ("RUNNING", "STARTING", "BACKOFF"):
            return False
        try:
            self.api.startProcess(name, False)
        except xmlrpc.client.Fault as fault:
            if "ALREADY_STARTED" not in fault.faultString:
                raise
        return True

    def remove_others(self, names: list[str], directory: Path) -> list[str]:
        """Stop and forget the programs that are not wanted any more, last started first."""
        gone = [file for file in directory.glob("*.conf") if file.stem not in names]
        running = {info["name"]: info["statename"] for info in self.api.getAllProcessInfo()}
        for file in gone:
            if file.stem in running:
                self.remove(file.stem)
            file.unlink()
        return [file.stem for file in gone]


def await_ready(supervisor: Supervisor, process: dict[str, Any], log: str) -> str | None:
    """Wait until a process runs and answers. Returns None, or the last state seen when the deadline is over."""
    end = time.monotonic() + process["deadline"]
    while True:
        state = supervisor.state(process["name"])
        seen = probe(process["ready"]) if state == "RUNNING" else f"its state is {state}"
        if seen is None:
            return None
        if time.monotonic() > end:
            said = Path(log).read_text(errors="replace")[-3000:] if Path(log).exists() else "(nothing logged)"
            late = f"{process['name']} was not ready after {process['deadline']} s"
            return f"{late}. Last seen: {seen}\nEnd of {log}:\n{said}"
        time.sleep(0.2)


def converge(module: AnsibleModule) -> list[str]:
    """Bring every process to what is wanted, in order. Returns the names of those that were (re)started or removed."""
    params, directory = module.params, Path(module.params["directory"])
    supervisor = Supervisor(params["socket"])
    wanted = [process["name"] for process in params["processes"]]
    touched = supervisor.remove_others(wanted, directory) if params["remove_others"] else []
    for priority, process in enumerate(params["processes"], start=1):
        file, content = directory / f"{process['name']}.conf", program(process, priority * 10, params["log_directory"])
        if not file.exists() or file.read_text() != content:
            file.write_text(content)
        if supervisor.reload(process["name"]) or supervisor.run(process["name"]):
            touched.append(process["name"])
        trouble = await_ready(supervisor, process, f"{params['log_directory']}/{process['name']}.log")
        if trouble:
            module.fail_json(msg=trouble, started=touched)
    return touched


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "socket": {"type": "path", "required": True},
            "directory": {"type": "path", "required": True},
            "log_directory": {"type": "path", "required": True},
            "processes": {"type": "list", "elements": "dict", "required": True},
            "remove_others": {"type": "bool", "required": True},
        }
    )
    touched = converge(module)
    module.exit_json(changed=bool(touched), restarted=touched)


if __name__ == "__main__":
    main()
