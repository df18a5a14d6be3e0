"""Mail, as plain text: nothing in it is read as markup."""

import smtplib

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from alerts.channels.contract import Refused, Unavailable
from alerts.events import Event, title_of

#: headers of automatic mail: RFC 3834
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
SUBJECT_LENGTH = 150


def send(addresses: list[str], events: list[Event]) -> None:
    """One mail to all addresses. Raises Refused when the server will never take it, else Unavailable."""
    subject = " ".join(title_of(events).split())[:SUBJECT_LENGTH]
    body = render_to_string("alerts/mail.txt", {"events": events})
    try:
        EmailMessage(subject, body, to=addresses, headers=HEADERS).send()
    except smtplib.SMTPResponseException as error:
        if error.smtp_code >= 500:
            raise Refused(f"the mail server answered {error.smtp_code}") from None
        raise Unavailable(f"the mail server answered {error.smtp_code}") from None
    except smtplib.SMTPRecipientsRefused:
        raise Refused("the mail server takes none of the addresses") from None
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable(f"no answer from the mail server: {type(error).__name__}") from None
