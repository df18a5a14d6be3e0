"""Answer a wish to register, by mail."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.links import registration_link
from accounts.models import User
from notifications.services.send_mail import send_mail


def send_registration_link(address: str) -> dict[str, Any]:
    """Mail the link to the form; or, where there is an account, say so to its owner and to nobody else."""
    if User.objects.filter(email=address).exists():
        context = {
            "sign_in": f"{settings.SITE_ORIGIN}{reverse('accounts:login')}",
            "reset": f"{settings.SITE_ORIGIN}{reverse('accounts:reset')}",
        }
        return send_mail(template="already_registered", recipient=address, context=context)
    return send_mail(template="confirm_address", recipient=address, context={"link": registration_link(address)})
