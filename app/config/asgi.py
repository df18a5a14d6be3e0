"""The ASGI application that gunicorn serves."""

from config.profile import use_profile

use_profile()

import django  # noqa: E402  (the profile has to be chosen first)

django.setup(set_prefix=False)

from config.asgi_handler import OneTripHandler  # noqa: E402
from monitoring.liveness import answer_liveness  # noqa: E402

application = answer_liveness(OneTripHandler())
