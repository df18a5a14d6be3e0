"""Production: nothing but the base."""

from config.settings.base import *  # noqa: F403
