"""Version 1 of the API, with its documentation at `docs`."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import BaseRenderer

from holdfast.api import errors
from holdfast.api.v1 import bookings, holds, services
from holdfast.api.v1.description import complete
from holdfast.api.v1.strict import StrictParser, with_known_query


class _Orjson(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, option=orjson.OPT_UTC_Z)


DESCRIPTION = """
Book by program what people book on the pages: the same rules, the same refusals.

- Times are RFC 3339 with an offset; dates are the place's.
- Bodies are JSON in UTF-8 of at most 64 KB. A field or a query parameter that is not known is refused.
- Errors are `application/problem+json` (RFC 9457) with a stable `code`. A method that an address does not have is
  answered with 405 and the header `Allow`.
- Send an `Idempotency-Key` (16 to 255 characters) with a POST, and repeating it has no second effect.
- A hold's `token` opens that hold, a booking's `token` that booking: `Authorization: Bearer <token>`.
"""


class _Api(NinjaAPI):
    """Ninja's, with the description completed, and made once: that takes long, and anybody may ask for it."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._described: dict[str, OpenAPISchema] = {}

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._described:
            described = super().get_openapi_schema(path_prefix=prefix)
            complete(described)
            self._described[prefix] = described
        return self._described[prefix]


api = _Api(
    title="Holdfast",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api-1",
    renderer=_Orjson(),
    parser=StrictParser(),
    # The validator would be somebody else's server, which our policy for pages does not let be asked anyway.
    docs=Swagger(settings={"validatorUrl": None}),
    openapi_extra={"info": {"license": {"name": "Apache-2.0"}}},
)
api.add_router("/orgs/{org}", services.router)
api.add_router("/orgs/{org}/holds", holds.router)
api.add_router("/orgs/{org}/bookings", bookings.router)
api.add_decorator(with_known_query, mode="view")
errors.install(api)
