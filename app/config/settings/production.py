"""Production: nothing but the base."""

from config.settings.base import *  # noqa: F403 - a profile is everything of its base, changed
