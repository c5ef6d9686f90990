"""What a pattern matches, said by examples; the engine is held to the same by random ones."""

from decimal import Decimal

import pytest

from rules.patterns import candidate, limited, matches, tried
from tests.rules.patterns.examples import item, pattern, sets, tried_sets


def test_a_set_of_items_is_found_once_whatever_the_order_of_its_members() -> None:
    same = pattern("a", "b", where=["a.document.x = b.document.x"])
    assert sets(same, item(1, x=5), item(2, x=5), item(3, x=6)) == [(1, 2)]


def test_members_are_different_items() -> None:
    assert sets(pattern("a", "b"), item(1)) == []


def test_the_newest_set_comes_first() -> None:
    assert sets(pattern("a", "b"), item(1), item(2), item(3)) == [(2, 3), (1, 3), (1, 2)]


def test_within_spans_the_whole_set() -> None:
    three = pattern("a", "b", "c", within="PT2H")
    assert sets(three, item(1, 0), item(2, 1), item(3, 2), item(4, 3)) == [(2, 3, 4), (1, 2, 3)]


def test_only_sets_with_the_fixed_item_are_looked_for() -> None:
    assert sets(pattern("a", "b"), item(1), item(2), item(3), fixed=2) == [(2, 3), (1, 2)]


@pytest.mark.parametrize(
    ("left", "operator", "right", "holds"),
    [
        (100, "=", Decimal("100.0"), True),
        (1, "=", True, False),
        (5, "=", "5", False),
        (None, "=", None, True),
        (None, "!=", 1, True),
        (1, "!=", "a", False),
        (1, "<", "a", False),
        (None, "<", 1, False),
        ([1, None], "=", [Decimal("1.0"), None], True),
        (2**63, "<", 2**63 + 1, True),
        (Decimal("0.1"), "<=", Decimal("0.10"), True),
        ("a" * 70_000 + "b", ">", "a" * 70_000 + "a", True),
    ],
)
def test_values_are_compared_as_feel_compares_them(left: object, operator: str, right: object, holds: bool) -> None:
    compared = pattern(
        {"as": "a", "when": {"reference": '"R1"'}},
        {"as": "b", "when": {"reference": '"R2"'}},
        where=[f"a.document.x {operator} b.document.x"],
    )
    assert sets(compared, item(1, x=left), item(2, x=right)) == ([(1, 2)] if holds else [])


def test_a_tolerance_is_an_expression_about_one_member() -> None:
    near = pattern(
        {"as": "a", "type": "order"},
        {"as": "b", "type": "invoice"},
        where=["b.document.x <= a.document.x + 1", "b.document.x >= a.document.x - 1"],
    )
    items = [item(1, x=10), item(2, x=Decimal("11.00"), type="invoice"), item(3, x=Decimal("11.01"), type="invoice")]
    assert sets(near, *items) == [(1, 2)]


def test_a_comparison_about_one_member_is_a_condition_of_it() -> None:
    assert sets(pattern("a", where=["a.document.x > a.document.y"]), item(1, x=2, y=1), item(2, x=1, y=2)) == [(1,)]


def test_an_item_that_may_not_be_there_rules_out_what_it_goes_with() -> None:
    unpaid = pattern(
        {"as": "a", "type": "order"},
        **{"not": [{"as": "n", "type": "payment"}], "where": ["a.document.x = n.document.x"]},
    )
    items = [item(1, x=1), item(2, x=2), item(3, x=2, type="payment")]
    assert sets(unpaid, *items) == [(1,)]


def test_what_may_not_be_there_counts_only_in_the_same_time() -> None:
    unpaid = pattern({"as": "a", "type": "order"}, **{"not": [{"as": "n", "type": "payment"}], "within": "PT2H"})
    assert sets(unpaid, item(1, 0), item(2, 3, type="payment")) == [(1,)]
    assert sets(unpaid, item(1, 0), item(2, 2, type="payment")) == []


def test_a_member_does_not_rule_itself_out() -> None:
    assert sets(pattern("a", **{"not": [{"as": "n"}]}), item(1)) == [(1,)]


def test_any_of_the_members_is_enough() -> None:
    either = pattern(any=[{"as": "a", "when": {"document.x": "1"}}, {"as": "b", "when": {"document.y": "1"}}])
    assert sets(either, item(1, x=1), item(2, y=1), item(3), item(4, x=1, y=1)) == [(4,), (2,), (1,)]


def test_count_takes_what_came_in_the_time_before_each_item() -> None:
    often = pattern("a", count=">= 3", within="PT2H")
    items = [item(1, 0), item(2, 1), item(3, 2), item(4, 2.5), item(5, 9)]
    assert sets(often, *items) == [(1, 2, 3), (2, 3, 4)]
    assert sets(often, *items, fixed=4) == [(2, 3, 4)]
    assert sets(often, *items, fixed=2) == [(1, 2, 3), (2, 3, 4)]


def test_a_key_that_is_null_matches_nothing() -> None:
    assert tried_sets(pattern("a", "b"), item(1, k=None), item(2, k=None)) == []


def test_a_list_gives_an_item_a_key_for_each_element() -> None:
    found = tried_sets(pattern("a", "b"), item(1, k=["x", "y"]), item(2, k=["y", "z"]), item(3, k=["z", "x", None]))
    assert sorted(found) == [(1, 2), (1, 3), (2, 3)]


def test_a_set_with_two_keys_in_common_is_found_once() -> None:
    assert tried_sets(pattern("a", "b"), item(1, k=["x", "y"]), item(2, k=["x", "y"])) == [(1, 2)]


def test_keys_are_the_same_where_feel_says_so() -> None:
    assert tried_sets(pattern("a", "b"), item(1, k=1), item(2, k=Decimal("1.00"))) == [(1, 2)]
    assert tried_sets(pattern("a", "b"), item(1, k=1), item(2, k="1")) == []


def test_a_key_may_differ_by_type() -> None:
    by = 'if type = "order" then reference else document.order'
    found = tried_sets(
        pattern("a", {"as": "b", "type": "invoice"}, by=by), item(1), item(2, type="invoice", order="R1")
    )
    assert found == [(1, 2)]


def test_signals_go_to_the_last_received_and_know_every_member() -> None:
    data = {"sum": "=a.document.x + b.document.x", "mine": "=document.x"}
    two = pattern("a", "b", then=[{"raise": {"signal": "pair", "data": data}}])
    (match,) = tried([two], "order", [item(2, 1, x=2), item(1, 5, x=1)]).matches
    assert match.receiver == 1
    assert [action.payload for action in match.actions] == [{"signal": "pair", "data": {"sum": 3, "mine": 1}}]


def test_with_count_the_member_is_the_list_of_all() -> None:
    often = pattern("a", count="2", then=[{"raise": {"signal": "often", "data": "=sum(a.document.x)"}}])
    (match,) = tried([often], "order", [item(1, x=2), item(2, x=3)]).matches
    assert match.actions[0].payload["data"] == 5


def test_with_after_signals_go_to_the_first_member() -> None:
    late = pattern("a", "b", **{"not": [{"as": "n", "when": {"document.x": "1"}}], "after": "PT1H"})
    (match,) = tried([late], "order", [item(1), item(2, 1)]).matches
    assert match.receiver == 1


def test_an_expression_that_asks_for_too_much_keeps_only_its_item_out() -> None:
    greedy = pattern(
        "a", "b", where=["count(for i in 1..a.document.x return i) = count(for i in 1..b.document.x return i)"]
    )
    assert sets(greedy, item(1, x=2), item(2, x=2), item(3, x=10**9)) == [(1, 2)]


def test_of_too_many_combinations_the_newest_are_matched() -> None:
    four = pattern("a", "b", "c", "d")
    chosen = limited(four, [candidate(four, "order", item(n, n / 100)) for n in range(300)], 299)
    assert chosen.warning is not None
    assert chosen.candidates[-1].id == 299
    assert len(chosen.candidates) >= 50
    assert matches(four, chosen.candidates, chosen.fixed)[0].items == tuple(
        range(len(chosen.candidates) - 4, len(chosen.candidates))
    )


def test_an_old_item_whose_event_it_is_is_matched_with_the_newest() -> None:
    two = pattern("a", "b")
    chosen = limited(two, [candidate(two, "order", item(n, n / 100)) for n in range(300)], 0)
    assert chosen.fixed == 0
    assert [each.id for each in chosen.candidates[:2]] == [0, 100]
