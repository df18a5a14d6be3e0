"""The gate before a running stack is changed: is there anything to protect, and would this change break it?"""

import json
from typing import Any

from cli import ansible, console, kubectl, paths
from cli.errors import Failure
from cli.facts import Facts

FIX = "the lines above say how; make up FORCE=1 goes on regardless"


def before_a_change(facts: Facts) -> None:
    """Run the preflight where something runs and another release would come. Raises Failure when that says stop.

    A cluster that does not answer is no reason to stop: the change may be what repairs it.
    """
    try:
        running = running_images(facts)
    except Failure as failure:
        console.say(f"      not looked at, going on: {failure.what}")
        return
    if not running:
        console.say("      nothing runs yet, so there is nothing to protect")
    elif not running - recorded_images():
        console.say("      what runs is this release already (make preflight looks at it anyway)")
    else:
        look(facts)


def running_images(facts: Facts) -> set[str]:
    """Images of the workloads and of Postgres. Raises Failure when the cluster does not answer."""
    found = kubectl.get(facts, kubectl.WORKLOADS)
    images = {c["image"] for item in found for c in item["spec"]["template"]["spec"]["containers"]}
    if images:
        clusters = kubectl.get(facts, "clusters.postgresql.cnpg.io")
        images |= {str(item["spec"]["imageName"]) for item in clusters if "imageName" in item["spec"]}
    return images


def recorded_images() -> set[str]:
    """The images of this checkout, as the phase before has recorded them."""
    try:
        return set(json.loads(paths.IMAGES.read_text(encoding="utf-8")).values())
    except (OSError, ValueError):
        return set()


def look(facts: Facts) -> None:
    """Run the playbook and show its report. Raises Failure when a check says stop.

    A playbook that breaks before it has a verdict warns only: a fault of the gate must not keep a repair out.
    """
    paths.PREFLIGHT_REPORT.unlink(missing_ok=True)
    trouble = ""
    try:
        ansible.play("preflight", facts, "preflight")
    except Failure as failure:
        trouble = failure.what
    report = read_report()
    if report is None:
        console.say(f"      the preflight came to no verdict, going on:\n{trouble}")
        return
    console.say(table(report))
    if report["verdict"] == "stop":
        raise Failure("the preflight stops this deploy; nothing of the running stack was changed", fix=FIX)


def read_report() -> dict[str, Any] | None:
    """The report of this run; None where there is none."""
    try:
        report: dict[str, Any] = json.loads(paths.PREFLIGHT_REPORT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return report


def table(report: dict[str, Any]) -> str:
    """A line a check, and for what is not well also what would happen and how to fix it."""
    width = max((len(check["where"]) for check in report["checks"]), default=0)
    lines = []
    for check in report["checks"]:
        lines.append(f"      {check['status']:4}  {check['where']:{width}}  {check['what']}")
        if check["status"] != "ok":
            lines += [f"            then: {check['then']}", f"            fix:  {check['fix']}"]
    lines.append(f"      preflight: {report['verdict']}; {paths.PREFLIGHT_REPORT}")
    return "\n".join(lines)
