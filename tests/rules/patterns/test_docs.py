"""What the guide to patterns says is so."""

from typing import Any

import pytest

from rules import Catalogue, check, load
from tests.rules.patterns.guide import EXAMPLES, rulesets

KNOWN = Catalogue(
    queues=frozenset({"claims-desk", "order-desk"}), work_types=frozenset({"order", "invoice", "payment", "claim"})
)


@pytest.mark.parametrize("ruleset", rulesets().values(), ids=rulesets())
def test_every_ruleset_of_the_guide_passes_its_own_tests(ruleset: dict[str, Any]) -> None:
    loaded = load(ruleset)
    assert loaded.tests
    assert check(loaded, KNOWN, "order").errors == ()


def test_each_example_is_there_once() -> None:
    assert len(rulesets()) == len(EXAMPLES) == 5
