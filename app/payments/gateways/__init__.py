"""Payment providers behind one contract."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from payments.gateways.contract import Gateway


@cache
def gateway() -> Gateway:
    """The provider this shop uses (settings.PAYMENT_GATEWAY)."""
    made: Gateway = import_string(settings.PAYMENT_GATEWAY)()
    return made
