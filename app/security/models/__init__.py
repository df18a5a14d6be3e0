"""One noun a file."""

from security.models.login_attempts import LoginAttempts

__all__ = ["LoginAttempts"]
