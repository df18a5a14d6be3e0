"""Send a task by name with an effect key that was used before. Arguments: name, key. Prints the new task's id."""

import json
import sys

import django
from config.profile import use_profile

use_profile()
django.setup()

from config.celery import app  # noqa: E402 - Django has to be set up first

name, key = json.loads(sys.argv[1])
app.loader.import_default_modules()
print(json.dumps(app.tasks[name].apply_async(kwargs={"effect_key": key}).id))
