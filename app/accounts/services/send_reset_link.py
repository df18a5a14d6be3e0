"""Answer a wish for a new password, by mail."""

from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User
from notifications.services.send_mail import send_mail


def send_reset_link(address: str) -> dict[str, Any]:
    """Mail a link that works once and for an hour. Nothing is sent where nobody may sign in with this address."""
    user = User.objects.filter(email=address, is_active=True).first()
    if user is None or not user.has_usable_password():
        return {"sent": False}
    key = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("accounts:reset-confirm", args=[key, default_token_generator.make_token(user)])
    context = {"name": user.get_short_name(), "link": f"{settings.SITE_ORIGIN}{path}"}
    return send_mail(template="reset_password", recipient=address, context=context)
