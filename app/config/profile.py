"""Choose the settings module from the ENVIRONMENT variable, in one place for every process."""

import os
from enum import StrEnum


class Profile(StrEnum):
    """The closed list of ways to run the app."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    TEST = "test"
    #: only for `collectstatic` while an image is built: no database, no secrets, no network
    BUILD = "build"


def use_profile() -> Profile:
    """Point Django at the settings of the profile named by ENVIRONMENT and return it.

    An explicit DJANGO_SETTINGS_MODULE wins. Exits with a message when ENVIRONMENT is absent or unknown.
    """
    name = os.environ.get("ENVIRONMENT", "")
    try:
        profile = Profile(name)
    except ValueError:
        allowed = "|".join(Profile)
        raise SystemExit(
            f"environment variable ENVIRONMENT: {name!r} is not one of {allowed}. The app cannot choose its settings "
            f"and does not start. Set ENVIRONMENT, for example ENVIRONMENT=production."
        ) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"config.settings.{profile}")
    return profile
