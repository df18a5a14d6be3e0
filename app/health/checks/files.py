"""Files: the object store of media, and the static files of this release."""

import json
from uuid import uuid4

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage

from health.answers import Finding


def object_store() -> Finding:
    """It says that an object which nobody made is not there: address, credentials and bucket are right."""
    # A HEAD of one name; listing a bucket would read a page of its names.
    if default_storage.exists(f"health/{uuid4().hex}"):
        return Finding(False, "claims to have an object that nobody made")
    return Finding(True, "answers")


def static_files() -> Finding:
    """The manifest of hashed names is there, and so is every file it names."""
    read = getattr(staticfiles_storage, "read_manifest", None)
    if read is None:
        return Finding(True, "this profile serves them from their sources")
    text = read()
    if not text:
        return Finding(False, "there is no staticfiles.json: collectstatic did not run, every page would be an error")
    named = set(json.loads(text)["paths"].values())
    lost = sorted(name for name in named if not staticfiles_storage.exists(name))
    if lost:
        return Finding(False, f"{len(lost)} of {len(named)} files are missing, the first is {lost[0]}")
    return Finding(bool(named), f"{len(named)} files, all there")
