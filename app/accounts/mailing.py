"""How often the shop writes to an address because somebody typed it in."""

from security.throttle import Throttled, throttle

#: mails to one address that anybody can ask for; its owner should not be flooded by a stranger
RATE = "5/hour"


def may_mail(address: str) -> bool:
    """Whether one more may be sent. The visitor is not told: the answer must be the same for every address."""
    try:
        throttle("mail-to", address, RATE)
    except Throttled:
        return False
    return True
