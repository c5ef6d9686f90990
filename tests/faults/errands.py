"""What the load leaves out: configuration, people, files, comments, jobs and what the sweeper does to what is old."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import redis.asyncio as redis

from command.soak.stage import RULESET, Stage
from tasks.news import News
from tenants import sessions
from tenants.database import Database
from tenants.models import INSTALLATION
from tenants.sessions import SessionRecord
from tenants.settings import Settings
from tenants.storage import Storage
from tests.conftest import ADMIN_KEY
from tests.faults.installation import Installation
from workers.finding import Finder
from workers.forgetting import Forgetter
from workers.sweeper import Sweeper

PATIENCE_S = 180
RELEASE = {
    "name": "released",
    "on": "task.check",
    "rules": [{"name": "all", "when": {}, "then": [{"run": {"automation": "release_stock"}}]}],
}


class Errands:
    """Sent with the keys of an administrator, of a client and of a team lead. Every answer is a success."""

    def __init__(self, http: httpx.Client, stage: Stage, slug: str) -> None:
        self._http = http
        self._client, self._lead, self._slug = stage.clients[slug], stage.lead, slug

    def run(self, hook: str) -> None:
        """`hook`: where the tenant's webhook listens."""
        self._send("PUT", "webhooks/hook", {"url": hook, "events": ["*"]})
        item = self._send("POST", "orders", {"reference": "errand", "document": {"way": "both"}}, key=self._client)
        self._about(item["id"])
        self._configure()
        self._change_people()
        self._import()
        self._jobs()

    def _about(self, item: str) -> None:
        self._send("POST", f"work-items/{item}/comments", {"text": "look here"}, key=self._client)
        file = {"file": ("note.txt", b"some words")}
        self._made(self._http.post(f"/v1/work-items/{item}/attachments", files=file, headers=_by(self._client)))

    def _configure(self) -> None:
        self._send("PUT", "calendars/days", {"timezone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}})
        self._send("PUT", "queues/desk", {"name": "Desk", "lease": "PT1S"})
        self._send("PUT", "task-types/more", {"name": "More", "dispositions": ["done"]})
        self._send("PUT", "rulesets/order/draft", {"tables": [*RULESET["tables"][:3], RELEASE]})
        self._send("POST", "rulesets/order/publish")
        self._send("PUT", "desks/desk", {"fair": True, "weights": {self._slug: 3}})
        self._send("PATCH", f"tenants/{self._slug}", {"weight": 2})
        self._send("POST", f"tenants/{self._slug}/suspend")
        self._send("POST", f"tenants/{self._slug}/resume")
        rows = [{"key": key, "name": key, "credit_limit": 100} for key in ("one", "rich", "poor", "two")]
        self._send("POST", "customers/bulk", {"items": rows})

    def _change_people(self) -> None:
        """Somebody who holds two tasks of the desk, one of them chosen, leaves."""
        person = {"email": "gone@example.com", "name": "Gone", "role": "operator", "tenants": [self._slug]}
        path = "users/" + self._send("POST", "users", person)["id"]
        key = self._send("POST", f"{path}/api-keys", {"name": "errand"})["key"]
        self._send("PATCH", path, {"capacity": 50})
        for nth in range(2):
            document = {"way": "nowhere", "nth": nth}
            item = self._send("POST", "orders", {"reference": f"held {nth}", "document": document}, key=self._client)
            (task,) = item["tasks"]
            held = self._http.post(f"/v1/tasks/{task['id']}/claim", json={}, headers=_by(key))
            if held.is_success:
                lease = {"lease_token": held.json()["lease"]["token"]}
                self._http.put(f"/v1/tasks/{task['id']}/draft", json={**lease, "result": {}}, headers=_by(key))
        self._http.post("/v1/tasks/claim", json={}, headers=_by(key))
        self._send("PATCH", path, {"active": False})

    def _import(self) -> None:
        rows = "\n".join(f'{{"reference": "I-{nth}", "document": {{"way": "hand"}}}}' for nth in range(300))
        typed = _by(self._client) | {"content-type": "application/x-ndjson"}
        started = self._made(self._http.post("/v1/imports?type=order", content=rows, headers=typed))
        self._until_over(f"imports/{started['id']}", self._client)

    def _jobs(self) -> None:
        chosen = {"filter": {"queue": "exceptions"}, "action": "priority", "priority": 60}
        job = self._send("POST", "tasks/bulk", chosen, key=self._lead)
        self._until_over(f"jobs/{job['id']}", self._lead)
        self._send("POST", "rulesets/order/simulate", {"version": 1, "limit": 5})
        since = {"since": datetime(2026, 1, 1, tzinfo=UTC).isoformat()}
        job = self._send("POST", "webhooks/hook/redeliver", since)
        self._until_over(f"jobs/{job['id']}", ADMIN_KEY)

    def _send(self, method: str, path: str, body: Any = None, key: str = ADMIN_KEY) -> Any:
        named = {"tenant": self._slug} if key != self._client else {}
        answer = self._http.request(method, f"/v1/{path}", params=named, json=body or {}, headers=_by(key))
        return self._made(answer)

    def _made(self, answer: httpx.Response) -> Any:
        assert answer.is_success, (answer.request.url, answer.text)
        return answer.json() if answer.content else None

    def _until_over(self, path: str, key: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if self._made(self._http.get(f"/v1/{path}", headers=_by(key)))["state"] != "running":
                return
            time.sleep(0.1)
        raise AssertionError(f"{path} does not come to its end")


def errands(installation: Installation, stage: Stage, hook: str) -> None:
    with httpx.Client(base_url=installation.base_url, timeout=60, trust_env=False) as http:
        Errands(http, stage, next(iter(stage.clients))).run(hook)


def submit_for_nobody(installation: Installation, stage: Stage) -> None:
    """An order for machines, of which none is there."""
    body = {"reference": "for nobody", "document": {"way": "machine"}}
    key = next(iter(stage.clients.values()))
    httpx.post(f"{installation.base_url}/v1/orders", json=body, headers=_by(key), trust_env=False).raise_for_status()


async def browse(settings: Settings) -> None:
    """The lead logs in, and is seen again a while later."""
    db, now = await Database.open(settings), datetime.now(UTC)
    try:
        lead = await sessions.account_of(db, "lead@example.com")
        assert lead is not None
        async with db.session([INSTALLATION]) as session:
            await sessions.begin(session, lead, SessionRecord(uuid4(), "a browser", "127.0.0.1", now, now), "token")
        assert await sessions.present(db, "token", now + timedelta(minutes=2))
    finally:
        await db.close()


async def sweep_as_if(settings: Settings, after: timedelta) -> None:
    """What the scheduler would do so much later."""
    db, finder, valkey = (
        await Database.open(settings),
        await Finder.open(settings),
        redis.Redis.from_url(settings.redis_url),
    )

    def later() -> datetime:
        return datetime.now(UTC) + after

    sweeper = Sweeper(db, finder, valkey, News(valkey, later), later)
    forgetter = Forgetter(db, finder, Storage.open(settings), later)
    try:
        await valkey.delete("bpo:sentinel")
        for work in (
            sweeper.requeue_runs,
            sweeper.resend_after_loss,
            sweeper.note_ready,
            forgetter.forget_keys,
            forgetter.forget_deliveries,
            forgetter.forget_files,
        ):
            await work()
    finally:
        await valkey.aclose()
        await finder.close()
        await db.close()


def _by(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}
