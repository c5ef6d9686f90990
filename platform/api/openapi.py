"""The description of the API, made from what the routes declare: the very schemas by which requests are checked."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from msgspec import UNSET, Struct, UnsetType

from .answers import encode
from .endpoints import OPTION, Endpoint, Events
from .idempotency import HEADER
from .links import links_of
from .problems import KINDS, MEDIA_TYPE, UNAVAILABLE, Kind
from .shapes import Shape, schemas_of

Description = dict[str, Any]


class Fault(Struct):
    """`pointer` is RFC 6901's into the body, `?name` for a parameter of the query, or a header's name."""

    pointer: str
    detail: str


class Problem(Struct):
    """RFC 9457. `type` is `urn:bpo:<code>`; some kinds have members of their own beside these."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] | UnsetType = UNSET


def describe(app: Litestar) -> bytes:
    """The OpenAPI 3.1 document as JSON."""
    routes = sorted(_routes(app), key=lambda route: route[:2])
    schemas = _Schemas({each for *_, handler in routes for each in _types(handler.opt[OPTION])})
    places = {_name(handler): path for path, _, handler in routes}
    paths: dict[str, Description] = {}
    for path, method, handler in routes:
        operation = _operation(path, method, handler, schemas)
        if links := links_of(_name(handler), path, places):
            _add_links(operation, handler.opt[OPTION], links)
        paths.setdefault(path, {})[method] = operation
    return encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "BPO platform", "version": "1", "summary": "Work in, routed by rules, done and proved."},
            "paths": paths,
            "components": {
                "schemas": schemas.components,
                "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            },
            "tags": [{"name": tag} for tag in sorted({_tag(path) for path in paths})],
        }
    )


class _Schemas:
    """The JSON Schemas of all types that the routes name, referring to each other."""

    def __init__(self, types: Iterable[Any]) -> None:
        self._types = [*types, Problem]
        self._schemas, self.components = schemas_of(self._types, "#/components/schemas/{name}")

    def of(self, wanted: Any) -> Description:
        return self._schemas[self._types.index(wanted)]

    def properties_of(self, shape: type[Shape]) -> Mapping[str, Description]:
        name = self.of(shape)["$ref"].rpartition("/")[2]
        found: Mapping[str, Description] = self.components[name]["properties"]
        return found


def _routes(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if OPTION in handler.opt and not handler.opt[OPTION].is_page:
                path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path_format if "{" not in route.path else route.path)
                yield from ((path, method.lower(), handler) for method in handler.http_methods)


def _types(endpoint: Endpoint) -> Iterator[Any]:
    for each in (endpoint.body, endpoint.query, *endpoint.answers.values()):
        if isinstance(each, Events):
            yield from each.shapes.values()
        elif each not in (None, bytes):
            yield each


def _operation(path: str, method: str, handler: HTTPRouteHandler, schemas: _Schemas) -> Description:
    endpoint: Endpoint = handler.opt[OPTION]
    summary, _, description = (handler.fn.__doc__ or "").strip().partition("\n")
    operation: Description = {
        "operationId": _name(handler),
        "summary": summary,
        "tags": [_tag(path)],
        "parameters": [*_path_parameters(path), *_query_parameters(endpoint, schemas), *_header_parameters(method)],
        "responses": _answers(endpoint, schemas) | _problems(endpoint, schemas),
        "security": [{"key": []}] if endpoint.permission else [],
    }
    if description.strip():
        operation["description"] = description.strip()
    if endpoint.body:
        operation["requestBody"] = {"content": {"application/json": {"schema": schemas.of(endpoint.body)}}}
    if endpoint.files:
        content = {media_type: {"schema": schema} for media_type, schema in endpoint.files.schemas.items()}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _name(handler: HTTPRouteHandler) -> str:
    return handler.handler_name.rpartition(".")[2]


def _add_links(operation: Description, endpoint: Endpoint, links: Description) -> None:
    """To every answer with a body."""
    for status, shape in endpoint.answers.items():
        if shape is not None:
            operation["responses"][str(status)]["links"] = links


def _tag(path: str) -> str:
    return path.split("/")[2] if path.startswith("/v1/") else "server"


def _path_parameters(path: str) -> Iterator[Description]:
    for name in re.findall(r"\{(\w+)\}", path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_parameters(endpoint: Endpoint, schemas: _Schemas) -> Iterator[Description]:
    if endpoint.names_tenant:
        yield {"name": "tenant", "in": "query", "schema": {"type": "string"}, "description": "The slug of one tenant."}
    for name, schema in (schemas.properties_of(endpoint.query) if endpoint.query else {}).items():
        yield {"name": name, "in": "query", "schema": schema}


def _header_parameters(method: str) -> Iterator[Description]:
    names = {"post": [HEADER], "put": ["If-Match", "If-None-Match"], "patch": ["If-Match", "If-None-Match"]}
    for name in names.get(method, []):
        yield {"name": name, "in": "header", "schema": {"type": "string"}}


def _answers(endpoint: Endpoint, schemas: _Schemas) -> Description:
    return {str(status): _answer(status, body, schemas) for status, body in endpoint.answers.items()}


def _answer(status: int, body: Any, schemas: _Schemas) -> Description:
    described: Description = {"description": _WORDS.get(status, "Done.")}
    if body is bytes:
        described["content"] = {"*/*": {"schema": {}}}
    elif isinstance(body, Events):
        data = {name: schemas.of(shape) for name, shape in body.shapes.items()}
        described["content"] = {"text/event-stream": {"schema": {"type": "string"}, "x-event-data": data}}
    elif body is not None:
        described["content"] = {"application/json": {"schema": schemas.of(body)}}
    return described


_WORDS = {201: "Made.", 202: "Begun in the background.", 204: "Nothing to show.", 503: "Not ready."}


def _problems(endpoint: Endpoint, schemas: _Schemas) -> Description:
    if endpoint.permission is None:
        return {}
    by_status: dict[int, list[Kind]] = {}
    for kind in [*KINDS.values(), UNAVAILABLE]:
        if endpoint.body or endpoint.files or kind.status not in _OF_BODIES:
            by_status.setdefault(kind.status, []).append(kind)
    content = {MEDIA_TYPE: {"schema": schemas.of(Problem)}}
    return {
        str(status): {"description": ", ".join(sorted({f"`{kind.code}`" for kind in kinds})), "content": content}
        for status, kinds in sorted(by_status.items())
    }


_OF_BODIES = frozenset({400, 413, 415})
