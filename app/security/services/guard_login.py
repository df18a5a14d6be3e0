"""Slow down whoever guesses passwords, and nobody else.

The lock is on account *and* address: an attacker locks himself out, and the owner still signs in from anywhere else.
It lives in Postgres, as the accounts do: without Postgres nobody signs in anyway, and a lost Redis opens nothing. An
attempt is counted before its password is looked at and forgotten when it was right, so that a hundred parallel requests
are not a hundred guesses.

Two more limits are in Redis and let everybody through while it is away. One bounds the attempts of an address on all
accounts together. The other notices an account that fails from many addresses, and then gives each address fewer
attempts before its lock, but always at least FEWEST: the owner is never locked out by what others do.
"""

from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from prometheus_client import Counter

from security.models import LoginAttempts
from security.throttle import Throttled, is_exhausted, throttle

LOCKS = Counter("shop_login_locks_total", "Locks of an account for an address")

#: attempts before the lock; enough for a person who tries their old passwords
MOST = 5
#: attempts before the lock on an account that is being guessed from many addresses
FEWEST = 2
#: seconds of the first lock, the second, …; the last one repeats
LOCK_SECONDS = (60, 300, 900, 3600)
#: after this time without an attempt everything is forgotten
FORGET_AFTER = timedelta(hours=24)
#: failures of one account from everywhere, above which it counts as being guessed
ACCOUNT_RATE = "30/hour"
#: attempts of one address on all accounts; an office shares one
ADDRESS_RATE = "60/minute"
_ACCOUNT, _ADDRESS = "login-account", "login-address"


def count_attempt(*, account: str, address: str) -> int:
    """Count an attempt about to be checked. 0 when it may go on, else the seconds to wait, and nothing is checked."""
    try:
        throttle(_ADDRESS, address, ADDRESS_RATE)
    except Throttled as refused:
        return refused.retry_after_seconds
    allowed = FEWEST if is_exhausted(_ACCOUNT, account, ACCOUNT_RATE) else MOST
    now = timezone.now()
    with transaction.atomic():
        key = _key(account, address)
        LoginAttempts.objects.bulk_create([LoginAttempts(key=key, last_at=now)], ignore_conflicts=True)
        row = LoginAttempts.objects.select_for_update().get(key=key)
        if row.locked_until and row.locked_until > now:
            return max(1, ceil((row.locked_until - now).total_seconds()))
        _count(row, allowed, now)
        row.save()
    return 0


def note_failure(*, account: str) -> None:
    """The password was wrong: one more failure of the account, wherever it came from."""
    try:
        throttle(_ACCOUNT, account, ACCOUNT_RATE)
    except Throttled:
        # It counts as being guessed already.
        return


def forget(*, account: str, address: str) -> None:
    """The password was right: the attempts from this address were the owner's."""
    LoginAttempts.objects.filter(key=_key(account, address)).delete()


def forget_old() -> int:
    """Delete the rows that no longer matter; their number."""
    deleted, _ = LoginAttempts.objects.filter(last_at__lt=timezone.now() - FORGET_AFTER).delete()
    return deleted


def _count(row: LoginAttempts, allowed: int, now: datetime) -> None:
    if row.last_at < now - FORGET_AFTER:
        row.attempts = row.locks = 0
    row.attempts += 1
    row.last_at = now
    if row.attempts >= allowed:
        row.locked_until = now + timedelta(seconds=LOCK_SECONDS[min(row.locks, len(LOCK_SECONDS) - 1)])
        row.locks += 1
        row.attempts = 0
        LOCKS.inc()


def _key(account: str, address: str) -> str:
    return salted_hmac("login attempts", f"{account}\n{address}", algorithm="sha256").hexdigest()
