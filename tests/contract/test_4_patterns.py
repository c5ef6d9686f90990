"""Section 4, patterns: several items over time, looked at by a worker of its own while the tests only post and read."""

from typing import Any

import httpx
import pytest

from tests.contract.places import Place, eventually, on

JSON = dict[str, Any]
VELOCITY: JSON = {
    "name": "three claims in a week",
    "by": "document.claimant",
    "within": "P7D",
    "all": [{"as": "a", "when": {"document.amount": "> 500"}}, {"as": "b"}, {"as": "c"}],
    "then": [{"raise": {"signal": "velocity", "data": {"total": "=a.document.amount + b.document.amount"}}}],
}
ON_SIGNAL = on("signal.velocity", {"set": {"seen": "=event.signal.items[1].reference"}})


def ruled_by(place: Place, *patterns: JSON, tables: tuple[JSON, ...] = ()) -> str:
    """A work type whose items stay open, under these patterns, published."""
    key = place.work_type()
    queue = place.queue()
    received = on("received", {"create_task": {"queue": queue}})
    place.put(f"/v1/rulesets/{key}/draft", {"tables": [received, *tables], "patterns": list(patterns)})
    published = place.admin.post(f"/v1/rulesets/{key}/publish", {})
    assert published.status_code == 201, published.text
    return key


def submit(place: Place, key: str, reference: str, document: JSON) -> str:
    answer = place.admin.post("/v1/work-items", {"type": key, "reference": reference, "document": document})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def item(place: Place, item_id: str) -> JSON:
    found: JSON = place.admin.get(f"/v1/work-items/{item_id}").json()
    return found


def signals(place: Place, item_id: str) -> list[JSON]:
    found: list[JSON] = item(place, item_id)["signals"]
    return found


def test_a_set_of_items_raises_one_signal_to_the_item_that_completed_it(place: Place) -> None:
    key = ruled_by(place, VELOCITY, tables=(ON_SIGNAL,))
    ids = [submit(place, key, f"R{n}", {"claimant": "ann", "amount": 600 + n}) for n in range(3)]
    (signal,) = eventually(lambda: signals(place, ids[2]))
    assert signal["name"] == "velocity"
    assert signal["data"] == {"total": 1201}
    assert signal["items"] == [
        {"as": alias, "id": item_id, "reference": f"R{n}"} for n, (alias, item_id) in enumerate(zip("abc", ids, strict=True))
    ]
    assert item(place, ids[2])["facts"] == {"seen": "R0"}
    assert [signals(place, each) for each in ids[:2]] == [[], []]
    kinds = [entry["kind"] for entry in place.admin.get(f"/v1/work-items/{ids[2]}/history").json()["items"]]
    assert kinds.count("signal") == 1
