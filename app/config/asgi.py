"""The ASGI application that gunicorn serves."""

from config.profile import use_profile

use_profile()

from django.core.asgi import get_asgi_application  # noqa: E402  (the profile has to be chosen first)

from monitoring.liveness import answer_liveness  # noqa: E402

application = answer_liveness(get_asgi_application())
