"""Views that show where and how a request is run."""

import threading
from collections.abc import Iterator

import structlog
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

#: what a test lets the `wait` view wait for
gate = threading.Event()
inside = threading.Semaphore(0)


def where(request: HttpRequest) -> JsonResponse:
    """The thread, the name of the context variable a neighbour may have left, and a query."""
    left = structlog.contextvars.get_contextvars().get("left_behind")
    structlog.contextvars.bind_contextvars(left_behind=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    return JsonResponse({"thread": threading.current_thread().name, "left": left, "pid": pid})


async def asynchronous(request: HttpRequest) -> JsonResponse:
    """An asynchronous view, with a query through the asynchronous interface."""
    number = await get_user_model().objects.acount()
    thread = await sync_to_async(threading.current_thread)()
    return JsonResponse({"queried_in": thread.name, "accounts": number})


def wait(request: HttpRequest) -> HttpResponse:
    """Hold a thread until the test opens the gate."""
    inside.release()
    if not gate.wait(30):
        raise TimeoutError("the test never opened the gate")
    return HttpResponse("through")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Three pieces, each made when it is asked for."""

    def pieces() -> Iterator[bytes]:
        for number in range(3):
            yield f"{number} {threading.current_thread().name.partition('_')[0]}\n".encode()

    return StreamingHttpResponse(pieces())


def body(request: HttpRequest) -> HttpResponse:
    """What arrived."""
    return HttpResponse(request.body)


def fail(request: HttpRequest) -> HttpResponse:
    """A view with a mistake in it."""
    raise ZeroDivisionError("a mistake")


urlpatterns = [
    path("where", where),
    path("asynchronous", asynchronous),
    path("wait", wait),
    path("stream", stream),
    path("body", body),
    path("fail", fail),
]
