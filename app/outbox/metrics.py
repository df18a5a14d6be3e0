"""Figures of this process's sending. How much waits is shown by the relay: outbox.standing."""

from prometheus_client import Counter

SENT = Counter("shop_outbox_sent_total", "Messages handed to the broker, by whom", ["by"])
UNSENT = Counter("shop_outbox_unsent_total", "Messages left to the relay, and why", ["reason"])
REFUSED = Counter("shop_outbox_failed_total", "Attempts of the relay that failed, and at what", ["at"])
