"""What the API keeps."""

from api.models.access_token import AccessToken, Scope

__all__ = ["AccessToken", "Scope"]
