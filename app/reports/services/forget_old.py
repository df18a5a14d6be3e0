"""Throw away old reports, and files that no report knows."""

from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from reports.models import Report, State
from reports.services.write_files import FOLDER

#: a year, so that a week can be held against the same week of the year before, and a month to do it in; the days' views
#: (useractions) go as well then
RETENTION_DAYS = 400
#: a file is written before the row that names it commits, and again when that is tried again
UNKNOWN_FOR = timedelta(days=1)


def forget_old() -> dict[str, Any]:
    """Delete reports that are over and older than RETENTION_DAYS, then files without a report.

    Rows first: what is left by a run that is killed is found by the next, for a file without a row is deleted and a row
    without its file would be offered in vain. Repeating is harmless.
    """
    now, deleted = timezone.now(), 0
    old = Report.objects.exclude(state=State.WAITING).filter(created_at__lt=now - timedelta(days=RETENTION_DAYS))
    reports = old.count()
    old.delete()
    try:
        _, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return {"reports": reports, "files": deleted}
    known = {name for names in Report.objects.values_list("object_name", "plot_name") for name in names}
    for name in (f"{FOLDER}/{name}" for name in names):
        if name not in known and now - default_storage.get_modified_time(name) > UNKNOWN_FOR:
            default_storage.delete(name)
            deleted += 1
    return {"reports": reports, "files": deleted}
