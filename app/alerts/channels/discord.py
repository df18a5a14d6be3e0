"""Discord's webhooks: https://docs.discord.com/developers/resources/webhook#execute-webhook

Markup is escaped, and `allowed_mentions` is empty: nothing in a text can call anybody.
"""

import re
from typing import Any

from alerts.channels.webhook import post
from alerts.events import Event, title_of

#: Discord takes 10 embeds, 256 characters of a title, 4,096 of a description, 6,000 in all
MOST_EVENTS, TITLE_LENGTH, TEXT_LENGTH, CONTENT_LENGTH = 8, 256, 500, 1_900
COLOURS = {"CRITICAL": 0xC62828, "WARNING": 0xEF6C00, "RECOVERED": 0x2E7D32}
MARKUP = re.compile(r"([\\*_~`|>#\[\]()<@:-])")


def send(url: str, events: list[Event]) -> None:
    """Post one message. Raises what `post` raises."""
    post(url, document(events))


def document(events: list[Event]) -> dict[str, Any]:
    """One embed an event, in the colour of its level."""
    more = f"\n{len(events) - MOST_EVENTS} more are in the administration." if len(events) > MOST_EVENTS else ""
    return {
        "content": (escape(title_of(events)) + more)[:CONTENT_LENGTH],
        "embeds": [_embed(event) for event in events[:MOST_EVENTS]],
        "allowed_mentions": {"parse": []},
    }


def _embed(event: Event) -> dict[str, Any]:
    text = f"{_cut(event.what, TEXT_LENGTH)}\n{escape(event.figures)}, {escape(event.when)}\nWhat to do: {event.link}"
    return {"title": event.heading[:TITLE_LENGTH], "description": text, "color": COLOURS[event.heading]}


def _cut(text: str, length: int) -> str:
    """Escaped, and short: never cut between a backslash and what it escapes."""
    while len(found := escape(text)) > length:
        text = text[: len(text) * 9 // 10]
    return found


def escape(text: str) -> str:
    """A backslash before everything that is markup."""
    return MARKUP.sub(r"\\\1", text)
