"""What the edge answers by itself, without the web tier: one closed list, in the words of the API's own problems."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer of the edge. Name, status and title are those of `app/api/problems.py`; a test compares the two.

    Attributes:
        name: the kind of problem, the fragment of its `type` (RFC 9457).
        status: what the client gets.
        answers: nginx's own codes that become it. What the web tier answers itself passes unchanged.
        title: the kind in a few words.
        detail: a sentence for whoever reads it. No quotes, braces or dollar signs: it stands in nginx's configuration.
        retry_seconds: when to come back; None where waiting does not help.
    """

    name: str
    status: int
    answers: tuple[int, ...]
    title: str
    detail: str
    retry_seconds: int | None = None


REFUSALS = (
    Refusal(
        name="unreadable",
        status=400,
        answers=(400, 494),  # 494: a header or a cookie that is too large
        title="The request cannot be read",
        detail="It is malformed, or one of its headers is too large.",
    ),
    Refusal(
        name="too-large",
        status=413,
        answers=(413,),
        title="The request is too large",
        detail="Send less at once.",
    ),
    Refusal(
        name="too-many-requests",
        status=429,
        answers=(429,),
        title="Too many requests",
        detail="They came from your address. Try again in a second.",
        retry_seconds=1,
    ),
    Refusal(
        name="unavailable",
        status=503,
        answers=(500, 502, 503, 504),
        title="The shop is away for a moment",
        detail="Try again in a few seconds.",
        retry_seconds=5,
    ),
)
