"""Kubernetes resource quantities, as far as the topology needs them: millicores and bytes."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

_CPU = re.compile(r"(?P<milli>[1-9]\d{0,6})m|(?P<whole>[1-9]\d{0,3}(\.\d{1,3})?|0\.\d{1,3})")
_BYTES = re.compile(r"(?P<number>[1-9]\d{0,8})(?P<suffix>Ki|Mi|Gi|Ti)")
_FACTOR = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}


def millicores(quantity: str) -> int:
    """CPU time in thousandths of a core: `"250m"` is 250, `"1.5"` is 1500.

    Raises:
        ValueError: the text is not a positive CPU quantity.
    """
    match = _CPU.fullmatch(quantity)
    value = 0 if match is None else int(match["milli"]) if match["milli"] else round(float(match["whole"]) * 1000)
    if value <= 0:
        raise ValueError(f"{quantity!r} is not a CPU quantity; write cores (`2`, `1.5`) or millicores (`250m`)")
    return value


def bytes_of(quantity: str) -> int:
    """Size in bytes: `"512Mi"` is 536870912.

    Raises:
        ValueError: the text is not a positive size with a binary suffix.
    """
    match = _BYTES.fullmatch(quantity)
    if match is None:
        raise ValueError(f"{quantity!r} is not a size; write a whole number with Ki, Mi, Gi or Ti, for example `512Mi`")
    return int(match["number"]) * _FACTOR[match["suffix"]]


def _checked_cpu(text: str) -> str:
    millicores(text)
    return text


def _checked_size(text: str) -> str:
    bytes_of(text)
    return text


Cpu = Annotated[str, AfterValidator(_checked_cpu)]
Size = Annotated[str, AfterValidator(_checked_size)]
