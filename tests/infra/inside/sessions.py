"""Prove that a session survives the loss of its Redis key (C3). Prints what the second read found."""

import json
import sys
from importlib import import_module

import django
from config.profile import use_profile

use_profile()
django.setup()

from django.conf import settings  # noqa: E402 - Django has to be set up first
from django.core.cache import caches  # noqa: E402


def main():
    store = import_module(settings.SESSION_ENGINE).SessionStore
    session = store()
    session["verify"] = json.loads(sys.argv[1])[0]
    session.create()
    try:
        caches[settings.SESSION_CACHE_ALIAS].delete(session.cache_key)
        found = store(session.session_key).get("verify")
        print(json.dumps({"found": found}))
    finally:
        session.delete()


main()
