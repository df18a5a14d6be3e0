import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand

NAME = "admin"


class Command(BaseCommand):
    help = "Create the first superuser with the password of the secret file admin_password; leave an existing one."

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model().objects
        address = f"{NAME}@{settings.SITE_HOST.partition(':')[0]}"
        if users.filter(email=address).exists():
            self.stdout.write(f"superuser {address} exists")
            return
        secret = settings.ENV.admin_password
        if secret is None:
            sys.exit(
                "secret file admin_password is absent: nobody could sign in to /admin/. Provide it to the migration "
                "Job; it is made with the other secrets."
            )
        users.create_superuser(address, secret.get_secret_value())
        self.stdout.write(f"superuser {address} created")
