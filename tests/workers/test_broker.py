"""Which messages of Dramatiq's are tried again."""

import asyncpg
import pytest

from workers.broker import RETRIES, is_worth_a_retry


@pytest.mark.parametrize("retries", [0, RETRIES, 1_000])
def test_a_message_waits_for_a_database_that_is_away_however_long(retries: int) -> None:
    assert is_worth_a_retry(retries, asyncpg.CannotConnectNowError("the database system is starting up"))


def test_a_message_that_fails_by_itself_is_given_up_and_left_to_the_sweeper() -> None:
    assert [is_worth_a_retry(retries, ValueError()) for retries in range(RETRIES + 2)] == [True] * RETRIES + [False] * 2
