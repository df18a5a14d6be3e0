"""Which line of the shop's own code is running: for reports, so it is looked up only when there is something to say."""

import sys
from pathlib import Path
from types import FrameType

APP_DIR = str(Path(__file__).resolve().parents[1]) + "/"
#: machinery that passes calls on; the line that is to blame lies behind it
MACHINERY = ("databases/", "caching/", "monitoring/", "config/", "security/middleware", "api/middleware")
#: frames looked at; a page's template inside a view inside fifteen middlewares has about a hundred and fifty
DEEPEST = 300
UNKNOWN = "outside the shop's code"


def calling_line() -> str:
    """`orders/selectors.py:42 recent_orders`, or `catalogue/list.html:12` where a template asked.

    The innermost line that is neither a library nor machinery.
    """
    frame: FrameType | None = sys._getframe(1)
    for _ in range(DEEPEST):
        if frame is None:
            break
        found = _template_line(frame) or _code_line(frame)
        if found:
            return found
        frame = frame.f_back
    return UNKNOWN


def _code_line(frame: FrameType) -> str:
    path = frame.f_code.co_filename
    if not path.startswith(APP_DIR):
        return ""
    own = path.removeprefix(APP_DIR)
    return (
        "" if own.startswith(MACHINERY) and "/tests/" not in own else f"{own}:{frame.f_lineno} {frame.f_code.co_name}"
    )


def _template_line(frame: FrameType) -> str:
    """Django renders every node of a template through `render_annotated` (django/template/base.py)."""
    if frame.f_code.co_name != "render_annotated":
        return ""
    node = frame.f_locals.get("self")
    origin, token = getattr(node, "origin", None), getattr(node, "token", None)
    if origin is None or token is None:
        return ""
    return f"{origin.template_name or 'a template'}:{token.lineno}"
