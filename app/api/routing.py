"""ninja's API and router with the shop's rules built in."""

from typing import Any

from ninja import NinjaAPI, Router

from api import handlers
from api.authentication import SOMEBODY
from api.guard import StrictParser, guarded
from api.openapi import ShopSchema


class ShopRouter(Router):
    """A router whose GET answers HEAD as well, as RFC 9110 (section 9.1) asks of every server."""

    def get(self, path: str, **options: Any) -> Any:
        """Register a reading operation."""
        return self.api_operation(["GET", "HEAD"], path, **options)


class ShopApi(NinjaAPI):
    """An API that is private unless said otherwise, strict about what it takes, and answers with problems."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parser=StrictParser(), auth=SOMEBODY, openapi_url=None, docs_url=None, **options)
        handlers.install(self)
        self.add_decorator(guarded, mode="view")

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Any:
        """The OpenAPI document."""
        return ShopSchema(self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)
