"""The mails the shop sends. Where no mail server is named its workers print them, so they are read there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.infra.support.waiting import wait_until

#: seconds from the form to the mail: outbox, queue and worker, on a loaded machine
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Letters:
    """`printed` gives everything the workers have printed until now."""

    printed: Callable[[], str]

    def link_for(self, recipient: str, path: str) -> str:
        """The newest link to an address of the shop that starts with `path`, out of the mails to the recipient."""
        letter = re.compile(
            rf"^To: {re.escape(recipient)}$.*?(https?://\S+?{re.escape(path)}\S+)", re.MULTILINE | re.DOTALL
        )
        found = wait_until(
            lambda: letter.findall(self.printed()), seconds=SECONDS, what=f"a mail to {recipient} with a link to {path}"
        )
        link: str = found[-1]
        return link
