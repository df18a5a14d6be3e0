"""Text and push messages by a service behind HTTP.

The request is POST with a JSON body of `to`, `subject`, `text` and `reference`, `Authorization: Bearer <token>`, and
`Idempotency-Key` (the reference; draft-ietf-httpapi-idempotency-key-header). A 2xx answer means taken; its JSON member
`id`, if any, is the service's number of the message.

Where the request goes is in the settings and nowhere else: nothing a person types or a service answers changes it.
Redirects are not followed, proxies and passwords of the environment are not used, certificates are verified.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from time import monotonic

import requests

from notifications.gateways.contract import Message, Refused, Unavailable

#: seconds to connect, and between two bytes of the answer
CONNECT_SECONDS, READ_SECONDS = 3.05, 10.0
#: seconds the whole answer may take: a server that drips bytes would hold the worker otherwise
ANSWER_SECONDS = 15.0
#: an answer is a number in JSON; what is longer is not read on
ANSWER_BYTES = 16_384
ID_CHARACTERS = 200
#: answers that may be another time
PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


class HttpGateway:
    """`url` and `token` of the service; `ca_file` where its certificate is signed by an authority of one's own."""

    def __init__(self, *, url: str, token: str = "", ca_file: Path | None = None) -> None:
        self._url = url
        self._session = requests.Session()
        # Neither proxies nor .netrc nor CA bundles of the environment.
        self._session.trust_env = False
        self._session.verify = str(ca_file) if ca_file else True
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def send(self, message: Message) -> str:
        """The service's number of the message, or an empty text where it said none."""
        body = {"to": message.to, "subject": message.subject, "text": message.text, "reference": str(message.reference)}
        try:
            with self._session.post(
                self._url,
                json=body,
                headers={"Idempotency-Key": str(message.reference), "Accept": "application/json"},
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as answer:
                _check(answer.status_code, answer.headers)
                return _number(_beginning(answer))
        except (requests.RequestException, OSError) as error:
            # The exception's text may hold the address of the service; its kind says enough.
            raise Unavailable(f"no answer from the service: {type(error).__name__}") from None


def _check(status: int, headers: Mapping[str, str]) -> None:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    text = f"the service answered {status}"
    if status in PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unavailable(text, retry_after(headers.get("Retry-After", ""), now=datetime.now(UTC)))
    raise Refused(text)


def _beginning(answer: requests.Response) -> bytes:
    """The answer, or nothing where it is too long or too slow: the message is taken all the same."""
    deadline, read = monotonic() + ANSWER_SECONDS, b""
    try:
        for piece in answer.iter_content(1_024):
            read += piece
            if len(read) > ANSWER_BYTES or monotonic() > deadline:
                return b""
    except (requests.RequestException, OSError):
        return b""
    return read


def _number(body: bytes) -> str:
    try:
        number = json.loads(body).get("id", "")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return str(number)[:ID_CHARACTERS].replace("\x00", "") if isinstance(number, str | int) else ""


def retry_after(value: str, *, now: datetime) -> float | None:
    """Seconds of a Retry-After header, a number or a date (RFC 9110, section 10.2.3); None where it is neither."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        # A number with thousands of digits is no number of seconds, and int() refuses it.
        return float(int(value[:9]))
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - now).total_seconds())
