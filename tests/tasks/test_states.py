"""What may happen to a task in which state: what is not in the table is refused."""

from itertools import product

import pytest

from tasks.case import OPEN_TASK_STATES
from tasks.errors import LeaseLost, Taken
from tasks.states import CANCELLED, CLAIMED, COMPLETED, PENDED, READY, TRANSITIONS, after

STATES = (READY, CLAIMED, PENDED, COMPLETED, CANCELLED)
VERBS = sorted({verb for _, verb in TRANSITIONS})
FORBIDDEN = [pair for pair in product(STATES, VERBS) if pair not in TRANSITIONS]


@pytest.mark.parametrize(("state", "verb"), TRANSITIONS)
def test_what_the_table_allows_leads_where_it_says(state: str, verb: str) -> None:
    assert after(state, verb) == TRANSITIONS[state, verb]


@pytest.mark.parametrize(("state", "verb"), FORBIDDEN)
def test_what_the_table_does_not_know_is_refused(state: str, verb: str) -> None:
    with pytest.raises(Taken if verb == "claim" else LeaseLost):
        after(state, verb)


def test_nothing_moves_a_task_that_has_ended() -> None:
    assert {state for state, _ in TRANSITIONS} == OPEN_TASK_STATES


def test_only_a_ready_task_is_claimed() -> None:
    assert [state for state, verb in TRANSITIONS if verb == "claim"] == [READY]


def test_whatever_is_open_can_be_cancelled() -> None:
    assert {state for state, verb in TRANSITIONS if verb == "cancel"} == OPEN_TASK_STATES
