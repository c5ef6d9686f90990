"""Work types under patterns, and what their items are told; for the tests of patterns."""

import time
from typing import Any

from tests.contract.places import Place, eventually, on

JSON = dict[str, Any]
STAYS_OPEN = {"create_task": {"queue": "unrouted"}}
A_LITTLE_S = 2.0
"""How long something that must not come is waited for."""


class Patterned:
    """A work type of a place, whose items stay open."""

    def __init__(self, place: Place, *patterns: JSON, tables: tuple[JSON, ...] = (), **parts: Any) -> None:
        self.place = place
        self.key = place.work_type(**parts)
        self.tables: list[JSON] = [on("received", STAYS_OPEN), *tables]
        if patterns:
            self.publish(*patterns)

    def publish(self, *patterns: JSON) -> JSON:
        self.draft(*patterns)
        answer = self.place.admin.post(f"/v1/rulesets/{self.key}/publish", {})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def draft(self, *patterns: JSON) -> None:
        self.place.put(f"/v1/rulesets/{self.key}/draft", {"tables": self.tables, "patterns": list(patterns)})

    def submit(self, reference: str, **document: Any) -> str:
        body = {"type": self.key, "reference": reference, "document": document}
        answer = self.place.admin.post("/v1/work-items", body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def seen(self) -> list[JSON]:
        """The patterns as they are shown."""
        return list(self.place.admin.get(f"/v1/rulesets/{self.key}/patterns").json()["items"])

    def went_through_past(self) -> list[JSON]:
        """The same, when nothing of the past is left to be gone through."""

        def look() -> list[JSON] | None:
            shown = self.seen()
            return shown if all(each["backfill"]["state"] == "finished" for each in shown) else None

        return eventually(look)


def item(place: Place, item_id: str) -> JSON:
    return dict(place.admin.get(f"/v1/work-items/{item_id}").json())


def signals(place: Place, item_id: str) -> list[JSON]:
    return list(item(place, item_id)["signals"])


def told(place: Place, item_id: str, count: int = 1) -> list[JSON]:
    """The signals of an item as soon as it has that many."""
    return eventually(lambda: found if len(found := signals(place, item_id)) >= count else None)


def quiet(place: Place, *item_ids: str) -> bool:
    """Whether these items have no signal, nor get one in a little while."""
    time.sleep(A_LITTLE_S)
    return not any(signals(place, each) for each in item_ids)
