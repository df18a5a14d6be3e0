"""Ways to people: each takes its target from the settings and the events of a notice."""

from collections.abc import Callable
from typing import Any

from alerts.channels import discord, mail, slack
from alerts.events import Event

CHANNELS: dict[str, Callable[[Any, list[Event]], None]] = {
    "email": mail.send,
    "slack": slack.send,
    "discord": discord.send,
}
