"""The release about to come. What it would break stops the deploy."""

from __future__ import annotations

import json
from collections.abc import Iterator

from judge.check import OK, STOP, WARN, Check, Seen, answered, complaint, unknown

NOT_PULLED = {"ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName"}


def images(seen: Seen) -> Iterator[Check]:
    """The images are where the nodes take them from."""
    asked = seen["images"]
    if asked.get("skipped"):
        return
    if asked.get("rc", 1) != 0:
        yield unknown("images", complaint(asked))
    elif missing := asked["stdout"].split():
        then, fix = "their pods could not start", "make images"
        yield Check(STOP, "images", f"missing: {', '.join(missing)}", then, fix, always=True)
    else:
        yield Check(OK, "images", "all are there")


def itself(seen: Seen) -> Iterator[Check]:
    """What the new image says of its static files and migrations, against the databases as they are."""
    where = f"release {seen['image'].rpartition(':')[2] or 'unknown'}"
    if reason := _not_started(seen):
        yield unknown(where, reason)
        return
    pod = answered(seen["pod"]) or {}
    if stuck := _not_pulled(pod):
        then, fix = "no pod of the release could start", "make images; look whether the nodes reach the registry"
        yield Check(STOP, where, f"{seen['image']}: {stuck}", then, fix, always=True)
        return
    said = _objects(seen["release"].get("stdout", ""))
    if "checks" in said:
        yield from _static(where, said["checks"])
    else:
        yield unknown(f"{where}, static files", _last(seen))
    if "unapplied" in said:
        yield from _migrations(where, said["unapplied"])
    else:
        yield unknown(
            f"{where}, migrations", _last(seen), "make preflight again when the databases answer; or judge it yourself"
        )


def _not_started(seen: Seen) -> str:
    if seen["manifest"].get("rc", 1) != 0:
        return complaint(seen["manifest"])
    return "" if seen["started"].get("rc", 1) == 0 else complaint(seen["started"])


def _not_pulled(pod: Seen) -> str:
    for container in pod.get("status", {}).get("containerStatuses", []):
        waiting = container.get("state", {}).get("waiting", {})
        if waiting.get("reason") in NOT_PULLED:
            return f"{waiting['reason']}: {waiting.get('message', '')}"[:300]
    return ""


def _last(seen: Seen) -> str:
    phase = (answered(seen["pod"]) or {}).get("status", {}).get("phase", "unknown")
    return complaint({"stdout": seen["release"].get("stdout", "") or f"its pod is {phase} and has said nothing"})


def _objects(text: str) -> dict[str, Seen]:
    """The JSON objects among the lines, by a key that only one of them has."""
    found: dict[str, Seen] = {}
    for line in text.splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            found.update({key: value for key in ("checks", "unapplied") if key in value})
    return found


def _static(where: str, said: Seen) -> Iterator[Check]:
    for check in said["checks"]:
        if check["state"] == "ok":
            yield Check(OK, f"{where}, {check['check']}", check["detail"])
        else:
            then, fix = "pages would be errors or without style", "build the image again: make images"
            yield Check(STOP, f"{where}, {check['check']}", check["detail"], then, fix)


def _migrations(where: str, said: Seen) -> Iterator[Check]:
    missing, problem = said["unapplied"], said.get("problem", "")
    if problem.startswith("BadMarker"):
        yield Check(
            STOP, f"{where}, migrations", problem, "a danger would be accepted without a reason", "mend the marker"
        )
    elif problem:
        yield unknown(f"{where}, migrations", problem)
    elif not said["findings"]:
        yield Check(OK, f"{where}, migrations", f"{len(missing)} are not applied yet, none holds anybody up")
    for finding in said["findings"]:
        at = f"{finding['migration']} on {finding['database']}"
        size = f", {finding['table']} has about {finding['rows']} rows" if finding["rows"] is not None else ""
        text = f"{finding['danger']}: {finding['operation']}{size}"
        if finding["level"] == "stop":
            accept = f'{finding["fix"]}; or accepted_dangers = {{"{finding["danger"]}": "the reason"}} in the migration'
            yield Check(STOP, at, text, finding["consequence"], accept)
        elif finding["level"] == "accepted":
            yield Check(WARN, at, text, finding["consequence"], f"accepted: {finding['reason']}")
        else:
            yield Check(OK, at, f"{text}: harmless at this size")
