"""Sets the stage over HTTP: tenants, people, keys, configuration, master data. What is there already stays as it is."""

from asyncio import gather
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from .answers import BulkAnswer, Made, Person
from .cast import CLIENTS, COMPANIES, COMPANY_ROLES, OPERATORS, OVERSEERS, Company, Player
from .client import Client
from .errors import Refused
from .keys import KeyFile
from .masterdata import Customer, Product


@dataclass(frozen=True)
class Stage:
    """The installation that the demo plays on, with a key for everybody once it is set."""

    admin: Client
    file: KeyFile

    def of(self, holder: str) -> Client:
        return replace(self.admin, key=self.file.read()[holder])

    def keys(self) -> dict[str, str]:
        return {"platform_admin": self.admin.key, **self.file.read()}


def holder_of(company: Company, role: str) -> str:
    return f"{company.slug} {role}"


async def set_stage(stage: Stage) -> None:
    """Tenants, people, a valid key for each, and the packs' configuration."""
    await set_people(stage)
    for company in COMPANIES:
        tenant_admin = stage.of(holder_of(company, "tenant_admin"))
        await tenant_admin.post(f"/v1/packs/{company.pack}/install", {}, once=uuid4().hex)


async def set_people(stage: Stage) -> None:
    """Tenants, people and keys alone: nothing is configured yet."""
    await forget_dead_keys(stage)
    for company in COMPANIES:
        await make_tenant(stage.admin, company)
        for role in COMPANY_ROLES:
            await make_key(stage, holder_of(company, role), f"/v1/tenants/{company.slug}/api-keys", {"role": role})
    people = {person.email: person.id for person in await stage.admin.all("/v1/users", Person)}
    for player in (*OVERSEERS, *OPERATORS):
        person_id = people.get(player.email) or await make_person(stage.admin, player)
        await make_key(stage, player.email, f"/v1/users/{person_id}/api-keys", {})
    for player in CLIENTS:
        if player.email not in people:
            await make_person(stage.admin, player)


async def forget_dead_keys(stage: Stage) -> None:
    """Drops kept keys that this installation does not know: revoked, or of another database."""
    kept = stage.file.read()
    answers = await gather(
        *(
            replace(stage.admin, key=key).send("GET", "/v1/me", allowed=(HTTPStatus.UNAUTHORIZED,))
            for key in kept.values()
        )
    )
    asked = zip(kept.items(), answers, strict=True)
    living = {holder: key for (holder, key), answer in asked if answer.status == HTTPStatus.OK}
    if living != kept:
        stage.file.keep(living)


async def make_tenant(admin: Client, company: Company) -> None:
    if await admin.find(f"/v1/tenants/{company.slug}", dict[str, Any]) is None:
        body = {name: getattr(company, name) for name in ("slug", "name", "timezone", "country")}
        await admin.post("/v1/tenants", body, once=uuid4().hex)


async def make_person(admin: Client, player: Player) -> str:
    body = {"email": player.email, "name": player.name, "role": player.role, "skills": player.skills}
    body["tenants"] = [player.company] if player.company else [company.slug for company in COMPANIES]
    return (await admin.post("/v1/users", body, once=uuid4().hex)).read(Made).id


async def make_key(stage: Stage, holder: str, path: str, body: dict[str, str]) -> None:
    kept = stage.file.read()
    if holder not in kept:
        made = (await stage.admin.post(path, {"name": "demo", **body}, once=uuid4().hex)).read(Made)
        stage.file.keep({**kept, holder: made.key})


async def stock_up(client: Client, customers: Sequence[Customer], products: Sequence[Product]) -> None:
    """Puts the customers and products that the trader does not have yet."""
    await put_missing(client, "/v1/customers", {customer.key: customer for customer in customers})
    await put_missing(client, "/v1/products", {product.sku: product for product in products})


async def put_missing(client: Client, path: str, wanted: dict[str, Any]) -> None:
    found = await gather(*(client.find(f"{path}/{key}", dict[str, Any]) for key in wanted))
    missing = [one for one, there in zip(wanted.values(), found, strict=True) if there is None]
    if missing:
        answer = (await client.post(f"{path}/bulk", {"items": missing}, once=uuid4().hex)).read(BulkAnswer)
        refuse_rejected(f"POST {path}/bulk", answer)


def refuse_rejected(request: str, answer: BulkAnswer) -> None:
    for line in answer.items:
        if line.status >= HTTPStatus.BAD_REQUEST:
            raise Refused(request, line.status, line.detail or "; ".join(fault.detail for fault in line.errors))
