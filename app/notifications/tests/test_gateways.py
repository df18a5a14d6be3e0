"""Gateways against real servers: what is taken, what is refused for good, and what is to be tried again (Q4)."""

import uuid
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.gateways import http
from notifications.gateways.contract import Message, Refused, Unavailable
from notifications.gateways.http import HttpGateway, retry_after
from notifications.gateways.smtp import SmtpGateway
from notifications.tests.servers import Service, accept, endless, free_port, mail_server, silent, status

REFERENCE = uuid.UUID("00000000-0000-4000-8000-000000000001")
MESSAGE = Message("+31201234567", "Your order", "It is on its way.", REFERENCE)
MAIL = Message("ann@example.com", "Your order", "It is on its way.", REFERENCE, {"List-Unsubscribe": "<https://x/>"})


@pytest.fixture
def gateway(service):
    """A gateway to the service."""
    return HttpGateway(url=service.url, token="a-token")


def test_a_message_is_taken_with_its_number(service, gateway):
    """The request carries the token, the reference as the idempotency key, and the message; the answer a number."""
    assert gateway.send(MESSAGE) == "m-1"
    [(path, headers, body)] = service.requests
    assert path == "/messages"
    assert headers["Authorization"] == "Bearer a-token"
    assert headers["Idempotency-Key"] == str(REFERENCE)
    wanted = {"to": "+31201234567", "subject": "Your order", "text": "It is on its way.", "reference": str(REFERENCE)}
    assert body == wanted


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'{"id": {}}', b"[" * 5_000, b'"text"', b'{"id": null}'])
def test_an_answer_that_makes_no_sense_is_an_acceptance_without_a_number(service, gateway, body):
    """2xx says it is taken; a second message because of a strange body would be worse."""
    service.answers = [status(200, body)]
    assert gateway.send(MESSAGE) == ""


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 410, 422])
def test_a_client_error_is_final(service, gateway, code):
    """The same request would get the same answer."""
    service.answers = [status(code)]
    with pytest.raises(Refused, match=str(code)):
        gateway.send(MESSAGE)


@pytest.mark.parametrize("code", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_is_not_final(service, gateway, code):
    """And then the same request is taken."""
    service.answers = [status(code), accept()]
    with pytest.raises(Unavailable, match=str(code)):
        gateway.send(MESSAGE)
    assert gateway.send(MESSAGE) == "m-1"
    assert len({headers["Idempotency-Key"] for _, headers, _ in service.requests}) == 1


def test_the_wait_that_is_asked_for_is_passed_on(service, gateway):
    """Retry-After of a 429."""
    service.answers = [status(429, Retry_After="77")]
    with pytest.raises(Unavailable) as caught:
        gateway.send(MESSAGE)
    assert caught.value.retry_after_seconds == 77


def test_a_redirect_is_not_followed(service, gateway):
    """A message and a token go where the settings say, and nowhere else; not even on the same host."""
    for code in (301, 302, 303, 307, 308):
        service.answers = [status(code, Location=f"{service.url}/elsewhere")]
        with pytest.raises(Refused, match=str(code)):
            gateway.send(MESSAGE)
    assert {path for path, _, _ in service.requests} == {"/messages"}


def test_a_huge_answer_is_not_read(service, gateway):
    """It is an acceptance without a number, and the connection is cut."""
    service.answers = [endless]
    assert gateway.send(MESSAGE) == ""
    # Far below what an unbounded read would take; the kernel's buffers on both sides are some megabytes.
    assert service.sent_bytes < 64 * 1_048_576
    for length, number in ((http.ANSWER_BYTES, "m-2"), (http.ANSWER_BYTES + 1, "")):
        service.answers = [status(200, b'{"id": "m-2"}'.ljust(length))]
        assert gateway.send(MESSAGE) == number


def test_nobody_there_and_nobody_answering(service, monkeypatch):
    """A refused connection and a server that says nothing are both for another time."""
    with pytest.raises(Unavailable, match="ConnectionError"):
        HttpGateway(url=f"http://127.0.0.1:{free_port()}/").send(MESSAGE)
    monkeypatch.setattr(http, "READ_SECONDS", 0.2)
    service.answers = [silent]
    with pytest.raises(Unavailable, match="ReadTimeout"):
        HttpGateway(url=service.url).send(MESSAGE)


def test_the_certificate_is_verified(server_tls, authority_file, monkeypatch):
    """Accepted with the authority's file; without, no byte of the message leaves; the environment changes nothing."""
    server = Service(server_tls)
    try:
        assert HttpGateway(url=server.url, ca_file=authority_file).send(MESSAGE) == "m-1"
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority_file))
        with pytest.raises(Unavailable, match="SSLError"):
            HttpGateway(url=server.url).send(MESSAGE)
        assert len(server.requests) == 1
    finally:
        server.close()


def test_a_proxy_of_the_environment_is_not_used(service, gateway, monkeypatch):
    """Whoever sets a variable does not get the token."""
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    assert gateway.send(MESSAGE) == "m-1"


def test_an_error_holds_nothing_of_the_message(service, gateway):
    """It goes into rows and logs that other people read."""
    service.answers = [status(422, b'{"error": "bad number +31201234567"}')]
    with pytest.raises(Refused) as caught:
        gateway.send(MESSAGE)
    assert str(caught.value) == "the service answered 422"


@given(st.text(max_size=40) | st.integers().map(str) | st.just("9" * 5_000))
def test_any_header_is_a_wait_or_nothing(value):
    """Whatever a server answers: no exception, and no negative wait."""
    wait = retry_after(value, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert wait is None or wait >= 0


def test_a_date_is_a_wait():
    """RFC 9110 allows both forms; a date that is over is no wait."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert retry_after(format_datetime(now + timedelta(seconds=90), usegmt=True), now=now) == 90
    assert retry_after(format_datetime(now - timedelta(days=1), usegmt=True), now=now) == 0
    assert retry_after("90", now=now) == 90


def test_a_mail_is_taken_with_its_message_id(mailbox):
    """The reference is in the Message-ID, so both copies of a mail that is sent twice have the same."""
    number = SmtpGateway().send(MAIL)
    [mail] = mailbox.mails
    assert number == mail["Message-ID"] == f"<{REFERENCE}@shop.example.com>"
    assert (mail["To"], mail["Subject"], mail["List-Unsubscribe"]) == (MAIL.to, MAIL.subject, "<https://x/>")
    assert mail.get_payload().strip() == MAIL.text


@pytest.mark.parametrize("part", ["rcpt", "data"])
@pytest.mark.parametrize(("answer", "error"), [("550 No such mailbox", Refused), ("451 Later, please", Unavailable)])
def test_the_mail_servers_answer_decides(mailbox, part, answer, error):
    """5yz is final and 4yz is not (RFC 5321), for the address as for the mail; the text is not repeated."""
    setattr(mailbox, part, answer)
    with pytest.raises(error) as caught:
        SmtpGateway().send(MAIL)
    assert answer[:3] in str(caught.value)
    assert "mailbox" not in str(caught.value)
    assert mailbox.mails == []


def test_a_refusal_of_the_shop_itself_is_for_another_time(mailbox):
    """A server that refuses the sender refuses every mail: somebody mends that, and the mails are still there."""
    mailbox.mail = "550 Not you"
    with pytest.raises(Unavailable, match="the sender with 550"):
        SmtpGateway().send(MAIL)


def test_a_mail_server_that_is_away_is_for_another_time(settings):
    """Connection refused."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with pytest.raises(Unavailable, match="ConnectionRefusedError"):
        SmtpGateway().send(MAIL)


def test_mail_goes_over_verified_tls(settings, server_tls, authority_file, monkeypatch):
    """STARTTLS with a certificate of a known authority, or no mail at all (O5)."""
    with mail_server(server_tls) as (box, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, True
        with pytest.raises(Unavailable, match="SSLCertVerificationError"):
            SmtpGateway().send(MAIL)
        assert box.mails == []
        monkeypatch.setenv("SSL_CERT_FILE", str(authority_file))
        SmtpGateway().send(MAIL)
        assert len(box.mails) == 1
