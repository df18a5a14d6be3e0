"""Password hashing that a flood of logins cannot turn into a lack of memory."""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

#: hashes a process computes at a time: more would only share the same cores
AT_A_TIME = 4
_slots = BoundedSemaphore(AT_A_TIME)


class ShopArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with the first of the settings in OWASP's Password Storage Cheat Sheet: 46 MiB, one pass, one lane.

    Django's default takes 100 MiB a hash on eight threads. Under ASGI every request has a thread of its own, so 40
    logins at once would take 4 GiB, the whole memory of a web pod.
    """

    time_cost = 1
    memory_cost = 47_104
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash a password, waiting for a slot."""
        with _slots:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Compare with a hash, waiting for a slot."""
        with _slots:
            return super().verify(password, encoded)
