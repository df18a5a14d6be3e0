"""All checks together, the verdict, and how they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from judge import release, running
from judge.check import OK, STOP, WARN, Check, Seen, answered

SECTIONS = (
    running.nodes,
    running.workloads,
    running.health,
    running.postgres,
    running.certificates,
    release.images,
    release.itself,
)


def checks(seen: Seen) -> list[Check]:
    """Every check. Where the shop serves nobody there is nothing to protect: what would stop only warns."""
    found = [check for section in SECTIONS for check in section(seen)]
    return found if serves(seen) else [_eased(check) for check in found]


def serves(seen: Seen) -> bool:
    """Whether a web pod is ready: without the primary none is (docs/operations.md)."""
    items = (answered(seen["workloads"]) or {"items": []})["items"]
    return any(i["metadata"]["name"] == "web" and i["status"].get("readyReplicas", 0) > 0 for i in items)


def _eased(check: Check) -> Check:
    if check.status != STOP or check.always:
        return check
    return replace(check, status=WARN, then=f"{check.then}; but the shop serves nobody, so the deploy may go on")


def verdict(found: Iterable[Check]) -> str:
    """ok, warn or stop: that of the worst."""
    return max((check.status for check in found), key=[OK, WARN, STOP].index, default=OK)


def as_data(found: list[Check], image: str) -> dict[str, Any]:
    """For machines."""
    plain = [{key: value for key, value in asdict(check).items() if key != "always"} for check in found]
    return {"verdict": verdict(found), "image": image, "checks": plain}


def as_text(found: list[Check]) -> str:
    """For people: what is not well, in full; the last line is the verdict with the numbers."""
    lines: list[str] = []
    for check in sorted(found, key=lambda each: [STOP, WARN, OK].index(each.status)):
        if check.status != OK:
            lines += [f"{check.status}: {check.where}: {check.what}", f"  then: {check.then}", f"  fix:  {check.fix}"]
    count = ", ".join(f"{sum(check.status == status for check in found)} {status}" for status in (OK, WARN, STOP))
    return "\n".join([*lines, f"preflight ({count}): {verdict(found)}"])
