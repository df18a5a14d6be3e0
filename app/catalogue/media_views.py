"""Pictures of products, out of the media bucket. The edge keeps what is served here."""

import structlog
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from catalogue import pictures
from config.settings.static import IMMUTABLE_SECONDS

log = structlog.get_logger(__name__)

MEDIA_TYPES = {kind.suffix: kind.media_type for kind in pictures.FORMATS}
#: seconds
RETRY_AFTER = 5


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture's file, for ever: its name has its content's hash. Nothing else of the bucket is served.

    404 for any other name, 503 while the bucket does not answer.
    """
    match = pictures.OBJECT.fullmatch(name)
    if match is None:
        raise Http404("There is no such picture.")
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404("There is no such picture.") from error
    except (BotoCoreError, ClientError) as error:
        log.error("picture not read", name=name, reason=f"{type(error).__name__}: {error}")
        return HttpResponse(status=503, headers={"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"})
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[match["suffix"]],
        headers={"Cache-Control": f"public, max-age={IMMUTABLE_SECONDS}, immutable"},
    )
