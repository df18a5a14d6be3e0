"""Purge a page with the app's own code. Arguments: the path. Prints how many purges failed."""

import json
import sys

import django
from config.profile import use_profile

use_profile()
django.setup()

from caching import edge  # noqa: E402 - Django has to be set up first

(path,) = json.loads(sys.argv[1])
edge.purge([path])
outcomes = {sample.labels["outcome"]: sample.value for metric in edge.PURGES.collect() for sample in metric.samples
            if sample.name.endswith("_total")}  # fmt: skip
print(
    json.dumps(
        {"failed": int(sum(count for outcome, count in outcomes.items() if outcome not in ("purged", "absent")))}
    )
)
