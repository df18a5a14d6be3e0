"""Mail by SMTP: Django's mail backend with the settings of EMAIL_URL (see config.settings.email)."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from notifications.gateways.contract import Message, Refused, Unavailable

#: RFC 5321, section 4.2.1: from here on the failure is permanent
PERMANENT = 500


class SmtpGateway:
    """SMTP has no idempotency key: when the connection breaks after the text and before the answer, nobody can know
    whether the server took it, and it is sent again. Both copies carry the same Message-ID, by which mail programs and
    servers may tell that they are one.
    """

    def send(self, message: Message) -> str:
        """The Message-ID."""
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        number = f"<{message.reference}@{domain}>"
        mail = EmailMessage(
            message.subject, message.text, to=[message.to], headers={**message.headers, "Message-ID": number}
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            # One recipient, so one answer.
            [(code, _)] = error.recipients.values()
            raise _judged(code, "the address") from None
        except smtplib.SMTPAuthenticationError:
            # Its code is permanent, but the fault is the deployment's and can be mended while the mail waits.
            raise Unavailable("the mail server refuses the user name or password of EMAIL_URL") from None
        except smtplib.SMTPSenderRefused as error:
            # Likewise: it would refuse everybody's mail.
            raise Unavailable(f"the mail server refuses the sender with {error.smtp_code}") from None
        except smtplib.SMTPDataError as error:
            raise _judged(error.smtp_code, "the mail") from None
        except OSError as error:  # smtplib's other errors, broken connections, time-outs and TLS failures
            raise Unavailable(f"no mail server: {type(error).__name__}") from None
        return number


def _judged(code: int, what: str) -> Refused | Unavailable:
    """The server's text is left out: it may quote the address."""
    text = f"the mail server refuses {what} with {code}"
    return Refused(text) if code >= PERMANENT else Unavailable(text)
