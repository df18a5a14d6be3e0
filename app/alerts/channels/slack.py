"""Slack's incoming webhooks: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/

What was measured stands in `plain_text` objects, where Slack reads no markup at all; the one link is in `mrkdwn`, with
`&`, `<` and `>` escaped, so that no text can mention a channel or make a link.
"""

from typing import Any

from alerts.channels.webhook import post
from alerts.events import Event, title_of

#: Slack takes 50 blocks, 150 characters of a header and 3,000 of a text
MOST_EVENTS, HEADER_LENGTH, TEXT_LENGTH = 20, 150, 3_000


def send(url: str, events: list[Event]) -> None:
    """Post one message. Raises what `post` raises."""
    post(url, document(events))


def document(events: list[Event]) -> dict[str, Any]:
    """`text` is what a phone's notification shows."""
    blocks: list[dict[str, Any]] = [{"type": "header", "text": _plain(title_of(events), HEADER_LENGTH)}]
    for event in events[:MOST_EVENTS]:
        text = f"{event.heading}: {event.what}\n{event.figures}, {event.when}"
        blocks.append({"type": "section", "text": _plain(text, TEXT_LENGTH)})
        link = {"type": "mrkdwn", "text": f"What to do: {_runbook(event)}"}
        blocks.append({"type": "context", "elements": [link]})
    if len(events) > MOST_EVENTS:
        more = f"{len(events) - MOST_EVENTS} more are in the administration."
        blocks.append({"type": "section", "text": _plain(more, TEXT_LENGTH)})
    return {"text": escape(title_of(events)), "blocks": blocks, "unfurl_links": False}


def escape(text: str) -> str:
    """https://docs.slack.dev/messaging/formatting-message-text/#escaping"""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(text: str, length: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": text[:length], "emoji": False}


def _runbook(event: Event) -> str:
    link = event.link
    return f"<{escape(link)}|{escape(event.runbook)}>" if link.startswith("https://") else escape(link)
