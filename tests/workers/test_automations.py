"""What each automation answers and leaves in the ledgers, in the transaction that ends its run."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tasks.case import Case
from tenants.settings import Settings
from tests.tasks.scenes import Scene, on, scene

KEEP_OPEN = {"create_task": {"type": "check", "queue": "desk"}}


@pytest.fixture
async def here(settings: Settings) -> AsyncIterator[Scene]:
    async with scene(settings) as opened:
        yield opened


async def done(here: Scene, document: Any, *runs: dict[str, Any], later: dict[str, Any] | None = None) -> Case:
    """The item when its runs have ended; a task keeps it open, whose completion starts the `later` one."""
    tables = [on("received", KEEP_OPEN, *({"run": run} for run in runs))]
    if later:
        tables.append(on("task.check", {"run": later}, KEEP_OPEN))
    await here.publish({"tables": tables}, version=int(here.now.timestamp()))
    item = await here.submit(document)
    await here.perform(item.id)
    return await here.case(item.id)


def lines(**quantities: Any) -> dict[str, Any]:
    return {"lines": [{"sku": sku, "quantity": quantity} for sku, quantity in quantities.items()]}


async def stock_of(here: Scene, sku: str) -> list[int]:
    """On hand, and reserved."""
    (row,) = await here.rows("select on_hand, reserved from products where sku = $1", sku)
    return [int(number) for number in row]


class TestReserveStock:
    async def test_what_is_there_is_reserved_and_what_is_short_is_said(self, here: Scene) -> None:
        """§5 | `reserve_stock` | `lines: [{"sku","quantity"}]` | `{"filled": bool,"lines":
        [{"sku","asked","reserved","short"}]}`; what is short is in `/v1/stock-outs` at once |"""
        await here.stock(a=5, b=0)
        case = await done(here, lines(a=3, b=2, c=1), {"automation": "reserve_stock"})
        assert case.item.facts["reserve_stock"] == {
            "filled": False,
            "lines": [
                {"sku": "a", "asked": 3, "reserved": 3, "short": 0},
                {"sku": "b", "asked": 2, "reserved": 0, "short": 2},
                {"sku": "c", "asked": 1, "reserved": 0, "short": 1},
            ],
        }
        short = await here.rows("select sku, asked, short, work_item_id from stock_outs order by sku")
        assert [tuple(row) for row in short] == [("b", 2, 2, case.id), ("c", 1, 1, case.id)]
        assert await stock_of(here, "a") == [5, 3]

    async def test_a_sku_that_no_product_can_have_fails_for_good_at_once(self, here: Scene) -> None:
        sku = "".join(uuid4().hex for _ in range(200))
        case = await done(here, lines(**{sku: 1}), {"automation": "reserve_stock"})
        assert case.runs[0].attempt == 1
        error = "/lines/0/sku the value is longer than 200 characters"
        assert case.item.facts["reserve_stock"] == {"error": error}

    async def test_part_of_a_line_is_reserved(self, here: Scene) -> None:
        await here.stock(a=5)
        case = await done(here, lines(a="7.5"), {"automation": "reserve_stock"})
        assert case.item.facts["reserve_stock"] == {"error": '/lines/0/quantity the value is not of type "number"'}
        case = await done(here, lines(a=Decimal("7.5")), {"automation": "reserve_stock"})
        assert case.item.facts["reserve_stock"]["lines"][0]["short"] == Decimal("2.5")
        assert await stock_of(here, "a") == [5, 5]

    async def test_lines_of_one_sku_are_reserved_together(self, here: Scene) -> None:
        await here.stock(a=5)
        twice = {"lines": [{"sku": "a", "quantity": 2}, {"sku": "a", "quantity": 2}]}
        case = await done(here, twice, {"automation": "reserve_stock"})
        assert case.item.facts["reserve_stock"]["lines"] == [{"sku": "a", "asked": 4, "reserved": 4, "short": 0}]

    async def test_nothing_is_reserved_of_what_was_lowered_below_its_reservations(self, here: Scene) -> None:
        """§5 `available = on_hand − reserved` may be negative after `on_hand` was lowered: nothing is reserved then."""
        await here.stock(a=5)
        await done(here, lines(a=4), {"automation": "reserve_stock"})
        await here.rows("update products set on_hand = 2 where sku = 'a'")
        case = await done(here, lines(a=1), {"automation": "reserve_stock"})
        assert case.item.facts["reserve_stock"]["lines"] == [{"sku": "a", "asked": 1, "reserved": 0, "short": 1}]
        assert await stock_of(here, "a") == [2, 4]

    async def test_release_gives_back_what_the_item_reserved(self, here: Scene) -> None:
        """§5 | `release_stock` | – | `{"released": [{"sku","quantity"}]}` |"""
        await here.stock(a=5, b=5)
        other = await done(here, lines(a=1), {"automation": "reserve_stock"})
        runs = [{"automation": "reserve_stock"}, {"automation": "release_stock"}]
        case = await done(here, lines(a=2, b=3), *runs)
        assert case.item.facts["release_stock"]["released"] == [
            {"sku": "a", "quantity": 2},
            {"sku": "b", "quantity": 3},
        ]
        assert await stock_of(here, "a") == [5, 1]
        assert await stock_of(here, "b") == [5, 0]
        assert other.item.facts["reserve_stock"]["filled"] is True


class TestCreditCheck:
    CHECK = {"automation": "credit_check", "with": {"amount": "=document.total"}}  # noqa: RUF012 - never changed

    async def fact(self, here: Scene, customer: str, total: Any) -> dict[str, Any]:
        case = await done(here, {"customer": customer, "total": total}, self.CHECK)
        fact: dict[str, Any] = case.item.facts["credit_check"]
        return fact

    async def test_an_amount_within_the_limit_is_approved_and_held(self, here: Scene) -> None:
        """§5 | `credit_check` | `customer`, `amount` | `{"approved","limit","exposure","available","reason"?}`; an
        unknown customer: not approved, `unknown-customer` |"""
        await here.customer("acme", 100)
        first = await self.fact(here, "acme", Decimal("60.50"))
        assert first == {"approved": True, "limit": 100, "exposure": 0, "available": 100}
        second = await self.fact(here, "acme", 40)
        assert second == {
            "approved": False,
            "limit": 100,
            "exposure": Decimal("60.50"),
            "available": Decimal("39.50"),
            "reason": "over-limit",
        }
        third = await self.fact(here, "acme", Decimal("39.50"))
        assert third["approved"] is True

    async def test_large_numbers_keep_their_digits(self, here: Scene) -> None:
        """§1 kept and given back with the digits that were sent, computed with 34 significant digits"""
        limit = 1234567890123456789012345678901234
        await here.customer("rich", limit)
        fact = await self.fact(here, "rich", 100000)
        assert [str(fact[name]) for name in ("limit", "exposure", "available")] == [str(limit), "0", str(limit)]
        assert str((await self.fact(here, "rich", 1))["exposure"]) == "100000"
        await here.stock(a=limit)
        case = await done(here, lines(a=limit), {"automation": "reserve_stock"})
        (line,) = case.item.facts["reserve_stock"]["lines"]
        assert [str(line[name]) for name in ("asked", "reserved", "short")] == [str(limit), str(limit), "0"]

    @pytest.mark.parametrize(("customer", "reason"), [("nobody", "unknown-customer"), ("unlimited", "no-limit")])
    async def test_without_a_limit_nothing_is_approved(self, here: Scene, customer: str, reason: str) -> None:
        await here.customer("unlimited", None)
        fact = await self.fact(here, customer, 1)
        assert (fact["approved"], fact["reason"]) == (False, reason)

    async def test_credit_is_held_until_the_item_ends(self, here: Scene) -> None:
        """§5 An approval adds `amount` to the customer's exposure until the item ends."""
        await here.customer("acme", 100)
        await self.fact(here, "acme", 80)
        assert await exposure_of(here, "acme") == 80
        person = await here.person()
        await here.complete(person, await here.claimed(person))
        assert await exposure_of(here, "acme") == 0

    async def test_a_negative_amount_holds_nothing_and_keeps_no_other_item_open(self, here: Scene) -> None:
        await here.customer("acme", 100)
        await self.fact(here, "acme", 60)
        refused = await self.fact(here, "acme", -50)
        assert refused == {"error": "/amount the value is less than the minimum of 0"}
        assert await exposure_of(here, "acme") == 60
        person = await here.person()
        await here.complete(person, await here.claimed(person))
        assert await exposure_of(here, "acme") == 0

    async def test_a_later_check_of_the_same_key_takes_the_place_of_the_earlier(self, here: Scene) -> None:
        await here.customer("acme", 100)
        await here.customer("zeta", 100)
        again = {"automation": "credit_check", "with": {"customer": "acme", "amount": 70}}
        case = await done(here, {"customer": "zeta", "total": 90}, self.CHECK, later=again)
        person = await here.person()
        await here.complete(person, await here.claimed(person))
        await here.perform(case.id)
        assert await exposure_of(here, "zeta") == 0
        assert await exposure_of(here, "acme") == 70

    async def test_an_input_that_does_not_fit_fails_for_good_at_once(self, here: Scene) -> None:
        case = await done(here, {"total": 3}, self.CHECK)
        (run,) = case.runs
        assert (run.state, run.attempt) == ("failed", 1)
        assert case.item.facts["credit_check"] == {"error": "/customer is required"}
        assert [task.queue_key for task in case.tasks if task.type == "exception"] == ["exceptions"]


async def exposure_of(here: Scene, customer: str) -> Decimal:
    (row,) = await here.rows("select exposure from customers where key = $1", customer)
    exposure: Decimal = row["exposure"]
    return exposure


class TestDuplicateCheck:
    async def fact(self, here: Scene, document: Any, **given: Any) -> dict[str, Any]:
        case = await done(here, document, {"automation": "duplicate_check", "with": given})
        fact: dict[str, Any] = case.item.facts["duplicate_check"]
        return fact

    async def test_an_earlier_item_with_the_same_fields_is_found(self, here: Scene) -> None:
        """§5 | `duplicate_check` | `fields?: [path as in when]` (default the whole document), `within?: "P90D"`: among
        earlier, not cancelled items of the type | `{"duplicate": bool,"of": [{"id","reference","score"}]}`; a missing
        field is no fault |"""
        fields = ["document.customer", "document.total"]
        first = await self.fact(here, {"customer": "a", "total": 10, "n": 1}, fields=fields)
        second = await self.fact(here, {"customer": "a", "total": Decimal("10.00"), "n": 2}, fields=fields)
        third = await self.fact(here, {"customer": "b", "total": 10}, fields=fields)
        assert first == {"duplicate": False, "of": []}
        assert second["duplicate"] is True
        assert [found["reference"] for found in second["of"]] == [await first_reference(here)]
        assert third["duplicate"] is False

    async def test_without_fields_the_whole_document_counts(self, here: Scene) -> None:
        """§5 | `duplicate_check` | `fields?: [path as in when]` (default the whole document), `within?: "P90D"`: among
        earlier, not cancelled items of the type | `{"duplicate": bool,"of": [{"id","reference","score"}]}`; a missing
        field is no fault |"""
        await self.fact(here, {"a": 1, "b": {"c": None}})
        assert (await self.fact(here, {"b": {"c": None}, "a": 1}))["duplicate"] is True
        assert (await self.fact(here, {"a": 1, "b": {}}))["duplicate"] is False

    async def test_fields_that_are_missing_are_the_same_as_null(self, here: Scene) -> None:
        """§5 | `duplicate_check` | `fields?: [path as in when]` (default the whole document), `within?: "P90D"`: among
        earlier, not cancelled items of the type | `{"duplicate": bool,"of": [{"id","reference","score"}]}`; a missing
        field is no fault |"""
        await self.fact(here, {"a": None}, fields=["a", "b.c"])
        assert (await self.fact(here, {"other": 1}, fields=["a", "b.c"]))["duplicate"] is True

    async def test_a_cancelled_item_does_not_count(self, here: Scene) -> None:
        """§5 | `duplicate_check` | `fields?: [path as in when]` (default the whole document), `within?: "P90D"`: among
        earlier, not cancelled items of the type | `{"duplicate": bool,"of": [{"id","reference","score"}]}`; a missing
        field is no fault |"""
        await self.fact(here, {"a": 1}, fields=["a"])
        await here.rows("update work_items set cancelled_at = now()")
        assert (await self.fact(here, {"a": 1}, fields=["a"]))["duplicate"] is False

    async def test_items_from_before_the_first_check_count(self, here: Scene) -> None:
        await done(here, {"a": 1})
        assert (await self.fact(here, {"a": 1}, fields=["a"]))["duplicate"] is True

    async def test_more_fields_than_can_be_looked_up_fail_for_good_at_once(self, here: Scene) -> None:
        fields = [f"document.{nth}{uuid4().hex}" for nth in range(100)]
        case = await done(here, {"a": 1}, {"automation": "duplicate_check", "with": {"fields": fields}})
        assert (case.runs[0].attempt, case.item.facts["duplicate_check"]) == (1, {"error": "/fields is too long"})

    async def test_a_document_s_own_fields_of_these_names_change_nothing(self, here: Scene) -> None:
        """§5 | `duplicate_check` | `fields?: [path as in when]` (default the whole document), `within?: "P90D"`: among
        earlier, not cancelled items of the type | `{"duplicate": bool,"of": [{"id","reference","score"}]}`; a missing
        field is no fault |"""
        case = await done(here, {"fields": "a form's", "within": "walls"}, {"automation": "duplicate_check"})
        assert case.item.facts["duplicate_check"] == {"duplicate": False, "of": []}

    @pytest.mark.parametrize("within", ["P1Y", "P400D", "", "soon"])
    async def test_a_time_that_is_none_fails_for_good_at_once(self, here: Scene, within: str) -> None:
        case = await done(here, {"a": 1}, {"automation": "duplicate_check", "with": {"within": within}})
        (run,) = case.runs
        assert (run.state, run.attempt) == ("failed", 1)
        assert case.item.facts["duplicate_check"]["error"].startswith("/within A duration is ISO 8601")

    async def test_within_bounds_how_long_ago(self, here: Scene) -> None:
        """§5 | `duplicate_check` | `fields?: [path as in when]` (default the whole document), `within?: "P90D"`: among
        earlier, not cancelled items of the type | `{"duplicate": bool,"of": [{"id","reference","score"}]}`; a missing
        field is no fault |"""
        await self.fact(here, {"a": 1}, fields=["a"])
        await here.rows("update work_items set received_at = received_at - interval '2 days'")
        assert (await self.fact(here, {"a": 1}, fields=["a"], within="P1D"))["duplicate"] is False
        assert (await self.fact(here, {"a": 1}, fields=["a"], within="P3D"))["duplicate"] is True


async def first_reference(here: Scene) -> str:
    (row,) = await here.rows("select reference from work_items order by received_at limit 1")
    return str(row["reference"])
