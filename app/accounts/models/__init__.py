"""One noun a file."""

from accounts.models.address import Address
from accounts.models.country import Country
from accounts.models.user import User

__all__ = ["Address", "Country", "User"]
