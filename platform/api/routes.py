"""How a route is declared: its permission, and the shapes that it takes and gives. From the one declaration come the
guard, the checks and `/openapi.json`.

    @post("/v1/users", Permission.CREATE_PEOPLE, body=NewUser, answers={201: UserView})
    async def create_user(request: Call) -> Answer:
        '''Create a person'''                                  # the summary in the reference
        new = await body(request, NewUser)                     # 413, 415, 400, 422
        return await once(request, 201, lambda session: people.create(session, request.user, new))

    @get("/v1/queues/{key:str}", Permission.READ_CONFIGURATION, answers={200: QueueView}, names_tenant=True)
    async def read_queue(request: Call, key: FromPath[str]) -> Answer:
        tenant = await tenant_of(request)                      # 404, 422 tenant-required
        async with database(request).session([tenant.id]) as session:
            return answer(await queues.read(session, tenant, key))
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from litestar.handlers import HTTPRouteHandler

from tenants.roles import Permission

from .access import Handler, confirming, guarded
from .endpoints import OPTION, Endpoint, Files
from .shapes import Shape


def route(  # noqa: PLR0913 - keywords, each of which says one thing of the route
    method: str,
    path: str,
    permission: Permission | None,
    *,
    answers: Mapping[int, Any],
    body: type[Shape] | Files | None = None,
    query: type[Shape] | None = None,
    names_tenant: bool = False,
    confirms_key: bool = False,
    by_session: bool = False,
) -> Callable[[Handler], HTTPRouteHandler]:
    """`permission` None: open to everybody; `answers`: the body's type for each success, None where there is none;
    `names_tenant`: `?tenant=` is looked at; `confirms_key`: the handler's database call finds out whether the key is
    still good; `by_session`: a browser's session will do in the place of a key, with our pages' token but for GET."""
    endpoint = Endpoint(
        permission=permission,
        answers=answers,
        body=None if isinstance(body, Files) else body,
        files=body if isinstance(body, Files) else None,
        query=query,
        names_tenant=names_tenant,
        confirms_key=confirms_key,
        by_session=by_session,
    )
    declare = HTTPRouteHandler(
        path,
        http_method=method,  # type: ignore[arg-type]  # a str that is one of its literals
        opt={OPTION: endpoint},
        status_code=200,  # each answer brings its own
    )

    def declared(handler: Handler) -> HTTPRouteHandler:
        inner = confirming(handler) if confirms_key else handler
        return declare(guarded(inner, endpoint) if permission else inner)

    return declared


get = partial(route, "GET")
post = partial(route, "POST")
put = partial(route, "PUT")
patch = partial(route, "PATCH")
delete = partial(route, "DELETE")
