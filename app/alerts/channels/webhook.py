"""POST a JSON document to an address of the settings, and trust nothing that comes back."""

import time
from typing import Any

import requests

from alerts.channels.contract import Refused, Unavailable

#: seconds to connect, between two bytes, and for the whole of it
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 3.05, 5.0, 10.0
#: an answer says little; more is not read
ANSWER_BYTES = 4_096
#: answers that may be another time
PASSING = frozenset({408, 425, 429})


def post(url: str, document: dict[str, Any]) -> None:
    """Raises Refused for an answer that will stay, Unavailable for none and for one that may pass.

    Redirects are not followed; proxies and passwords of the environment are not used.
    """
    with requests.Session() as session:
        session.trust_env = False
        try:
            with session.post(
                url, json=document, timeout=(CONNECT_SECONDS, READ_SECONDS), allow_redirects=False, stream=True
            ) as answer:
                status, retry_after = answer.status_code, answer.headers.get("Retry-After", "")
                _drain(answer)
        except (requests.RequestException, OSError, ValueError) as error:
            # The exception's text holds the address.
            raise Unavailable(f"no answer: {type(error).__name__}") from None
    if 200 <= status < 300:
        return
    text = f"the service answered {status}"
    if status in PASSING or status >= 500:
        raise Unavailable(text, float(retry_after) if retry_after.isdecimal() and len(retry_after) < 6 else None)
    raise Refused(text)


def _drain(answer: requests.Response) -> None:
    """Take a short answer, so that the server sees it taken; leave a long or a slow one."""
    deadline, taken = time.monotonic() + WHOLE_SECONDS, 0
    try:
        for chunk in answer.iter_content(512):
            taken += len(chunk)
            if taken > ANSWER_BYTES or time.monotonic() > deadline:
                return
    except requests.RequestException:
        # Its status has come; that is the answer.
        return
