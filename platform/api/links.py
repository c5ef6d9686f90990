"""Where answers lead: which parts of an answer are the parameters of other operations, as OpenAPI has links. Whoever
reads the description finds their way by them, and so do the tests that follow every way."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

Link = dict[str, Any]

_ITEMS = dict.fromkeys(("submit_order", "submit_claim", "submit_work_item"), "/id")
GIVEN: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "item_id": {**_ITEMS, "submit_many": "/items/0/id", "list_work_items": "/items/0/id"},
        "task_id": {
            **dict.fromkeys(_ITEMS, "/tasks/0/id"),
            "claim_next": "/task/id",
            "claim_chosen": "/task/id",
            "list_tasks": "/items/0/id",
        },
        "attachment_id": {"attach": "/id", "list_attachments": "/items/0/id"},
        "run_id": {"list_runs": "/items/0/id"},
        "import_id": {"start_import": "/id"},
        "job_id": dict.fromkeys(("change_tasks", "migrate_items", "redecide_unrouted", "redeliver"), "/id"),
        "simulation_id": {"simulate": "/id"},
        "slug": {"create_tenant": "/slug", "list_tenants": "/items/0/slug"},
        "person_id": {"create_user": "/id", "list_users": "/items/0/id", "read_me": "/id"},
        "key_id": {"issue_tenant_key": "/id", "issue_person_key": "/id"},
        "version": {"publish": "/version", "roll_back": "/version"},
    }
)
"""By the name of a path's parameter: the operations that give it, and where it stands in their answers."""

LEASED = frozenset({"renew", "complete", "save_draft", "release", "reject", "pend", "transfer"})
_CLAIMS = ("claim_next", "claim_chosen")
_KEYED = re.compile(r"/v1/[a-z-]+/\{(?:key|sku)\}")


def links_of(name: str, path: str, paths: Mapping[str, str]) -> dict[str, Link]:
    """Of operation `name` at `path` to others; `paths` has those of all."""
    found = {target: link for target, link in _links(name, path, paths) if target != name}
    return {f"{name}_{target}": {"operationId": target, **link} for target, link in sorted(found.items())}


def _links(name: str, path: str, paths: Mapping[str, str]) -> Iterator[tuple[str, Link]]:
    for parameter, places in GIVEN.items():
        for target, other in paths.items():
            if name in places and f"{{{parameter}}}" in other:
                expression = f"$response.body#{places[name]}"
                yield target, {"parameters": _own(path, other) | {parameter: expression}} | _lease(name, target)
    if name.startswith("put_") and (keyed := _KEYED.match(path)):
        for target, other in paths.items():
            if other.startswith((keyed[0], *_RULES.get(name, ()))) and not _new(path, other):
                yield target, {"parameters": _own(path, other)}


_RULES: Mapping[str, tuple[str, ...]] = MappingProxyType({"put_work_type": ("/v1/rulesets/{key}/",)})


def _own(path: str, other: str) -> dict[str, str]:
    """What both paths have in common."""
    return {name: f"$request.path.{name}" for name in _names(path) & _names(other)}


def _new(path: str, other: str) -> set[str]:
    return _names(other) - _names(path)


def _names(path: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", path))


def _lease(name: str, target: str) -> Link:
    if name in _CLAIMS and target in LEASED:
        return {"requestBody": {"lease_token": "$response.body#/lease/token"}}
    return {}
