"""Random patterns and items, tame (small ints, so that much matches) and wild (null, missing, booleans, decimals,
strings, lists, numbers beyond 64 bits): by a seed, the same again."""

import random
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from typing import Any

from msgspec import Struct

from rules import load
from rules.patterns import Limited, Match, Pattern, SeenItem, candidate, limited, matches, reduce, understood
from workers.patterns.children import Child

JSON = dict[str, Any]
OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
OWN_TYPE = "order"
TYPES = ("order", "invoice")
PATHS = ("document.x", "document.d.y", "document.z", "facts.f")
HOUR_US = 3_600_000_000
WILD: tuple[Any, ...] = (
    *(0, 1, 2, 3, Decimal("1.0"), Decimal("2.5"), Decimal("0.1"), Decimal("0.10"), Decimal("1E-7"), Decimal("1E+17")),
    *(2**63, -(2**63) - 1, 10**17, "a", "ab", "1", "", 'é"\\', "\x01\u2028😀", "x" * 70_000, True, False, None, None),
    *([1], [1, None], [], {"a": 1}, {"a": Decimal("1.0")}, "2026-01-01", "PT1H"),
)
WILD_TESTS = ('"a"', "null", "not(null)", "true", "0.1", "[0..2]", '"1", 1', "- ", "> 1.5", 'not("a")', '"é\\"\\\\"')


class Cases:
    """`pattern` is a pattern's JSON, `items` what it is tried on."""

    def __init__(self, seed: str, *, is_wild: bool) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same again for the same seed
        self._is_wild = is_wild

    def pattern(self) -> JSON:
        draw = self._random
        wanted = [self._member(alias) for alias in "abcd"[: draw.choice([1, 2, 2, 2, 3, 3, 4])]]
        if draw.random() < 0.3:
            wanted = [{**wanted[0], "as": member["as"]} for member in wanted]  # alike
        pattern: JSON = {"name": "p", "by": "document.k", "within": draw.choice(["PT1H", "PT3H", "P1D"])}
        pattern["any" if draw.random() < 0.15 else "all"] = wanted
        if len(wanted) == 1 and draw.random() < 0.4:
            pattern["count"] = draw.choice([">= 2", ">= 3", "2", "< 3", "not(2)", "[2..3]"])
        elif draw.random() < 0.4:
            pattern["not"] = [self._member(alias) for alias in "no"[: draw.choice([1, 1, 2])]]
        pattern["where"] = list(self._comparisons(pattern))
        pattern["then"] = [{"raise": {"signal": "s"}}]
        return pattern

    def _member(self, alias: str) -> JSON:
        member: JSON = {"as": alias}
        if self._random.random() < 0.3:
            member["type"] = self._random.choice(TYPES)
        if self._random.random() < 0.5:
            member["when"] = {path: self._test() for path in self._random.sample(PATHS, self._random.choice([1, 1, 2]))}
        return member

    def _test(self) -> str:
        if self._is_wild and self._random.random() < 0.6:
            return self._random.choice(WILD_TESTS)
        operator = self._random.choice(["", "", "<= ", ">= ", "> ", "< "])
        return f"{operator}{self._random.randint(0, 3)}"

    def _comparisons(self, pattern: JSON) -> Iterator[str]:
        draw = self._random
        wanted = [member["as"] for member in pattern.get("all") or pattern["any"]]
        negated = [member["as"] for member in pattern.get("not", [])]
        for _ in range(draw.choice([0, 0, 1, 1, 2, 3])):
            first = draw.choice(wanted)
            others = negated if "any" in pattern else [each for each in [*wanted, *negated] if each != first]
            other = draw.choice(others) if others else first
            sides = [f"{alias}.{draw.choice(PATHS)}" for alias in (first, other)]
            draw.shuffle(sides)
            more = draw.choice(["", "", "", " + 1", " - 1"])
            yield f"{sides[0]} {draw.choice(['=', '=', *OPERATORS])} {sides[1]}{more}"

    def items(self) -> list[SeenItem]:
        return [self._item(number) for number in range(self._random.randint(0, 8))]

    def _item(self, number: int) -> SeenItem:
        draw = self._random
        document: JSON = {"x": self._value(), "d": {"y": self._value()}, "z": self._value(), "k": 1}
        if self._is_wild and draw.random() < 0.3:
            document.pop(draw.choice(["x", "d", "z"]))
        case = {
            "type": draw.choice([OWN_TYPE, *TYPES]),
            "reference": str(number),
            "document": document,
            "facts": {"f": self._value()},
            "received_at": "2026-01-01T00:00:00Z",
            "priority": 50,
            "tenant": {},
        }
        return SeenItem(number, draw.randrange(0, 6 * HOUR_US, HOUR_US // 2), case)

    def _value(self) -> Any:
        return self._random.choice(WILD) if self._is_wild else self._random.randint(0, 3)


class Compared(Struct, frozen=True):
    """What brute force expects, and what the engine found; enough to see it again."""

    pattern: JSON
    items: list[SeenItem]
    fixed: int | None
    expected: list[Match]
    found: list[Match]


async def compared(child: Child, seed: str, *, is_wild: bool, times: int) -> AsyncIterator[Compared]:
    """One random pattern on so many random sets of items, in turn with any and with one that must be in the sets."""
    cases = Cases(f"{seed} {is_wild}", is_wild=is_wild)
    text = cases.pattern()
    (pattern,) = load({"tables": [], "patterns": [text]}).patterns
    for turn in range(times):
        items = cases.items()
        fixed_id = items[0].id if items and turn % 2 else None
        chosen = limited(pattern, [candidate(pattern, OWN_TYPE, item) for item in items], fixed_id)
        fixed = chosen.fixed
        expected = [] if fixed_id is not None and fixed is None else matches(pattern, chosen.candidates, fixed)
        found = [] if fixed_id is not None and fixed is None else await found_by(child, pattern, chosen)
        yield Compared(text, items, fixed, expected, found)


async def found_by(child: Child, pattern: Pattern, chosen: Limited) -> list[Match]:
    """What the engine finds. Raises ChildDied."""
    program = reduce(pattern, chosen.candidates, chosen.fixed)
    answer = await child.ask(program) if program.turns else []
    return understood(pattern, chosen.candidates, answer, chosen.fixed)
