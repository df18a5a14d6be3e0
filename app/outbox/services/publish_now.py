"""Send a message right after its commit, from the process that wrote it."""

from databases.routing import PRIMARY, on_primary
from outbox import broker
from outbox.metrics import SENT, UNSENT
from outbox.models import OutboxMessage
from resilience.breaker import Breaker

#: once the broker has not answered, nobody in this process waits for it until it does again
breaker = Breaker("broker", broker.ping)


def publish_now(message: OutboxMessage) -> bool:
    """Send it and delete its row; False leaves the row to the relay.

    A process that dies in between leaves a message that is sent twice, under one id.
    """
    if breaker.is_open:
        UNSENT.labels("breaker").inc()
        return False
    try:
        with broker.producer() as producer:
            broker.publish(message, producer)
    except broker.BROKER_ERRORS as error:
        breaker.trip(error)
        UNSENT.labels("broker").inc()
        return False
    # Nothing refers to it: one statement, where `delete` begins a transaction for its collector.
    with on_primary():
        OutboxMessage.objects.filter(pk=message.pk)._raw_delete(using=PRIMARY)
    SENT.labels("process").inc()
    return True
