"""With a safeguard taken out of the product, the machine of the life cycle finds that something is wrong."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tasks import doing, runs
from tenants.code import definition, schema
from tests.lifecycle.machine import LifeCycle
from tests.lifecycle.world import World

UNTIL_FOUND = settings(
    max_examples=50,
    stateful_step_count=50,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
NewWorld = Callable[[], AbstractContextManager[World]]


def without_fencing(monkeypatch: pytest.MonkeyPatch, _world: World) -> None:
    """Whoever held a task at any time completes it."""
    monkeypatch.setattr(doing, "held", lambda case, task_id, _holder, _verb: case.task(task_id))


def without_attempt_check(monkeypatch: pytest.MonkeyPatch, _world: World) -> None:
    """A result counts whenever it comes."""
    monkeypatch.setattr(runs, "is_present_attempt", lambda _case, _run_id, _attempt: True)


def without_outbox(_monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """A run is queued, and nobody is told."""
    replace_in(world, "queue_runs", r"insert into outbox.*?state = 'queued'", "")


def without_idempotency_record(_monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """Nobody remembers what was answered."""
    replace_in(world, "idempotency_keep", r"\$\$.*\$\$;", "$$ select null::void where false $$;")


MUTATIONS = {
    without_fencing: {"_expect"},
    without_attempt_check: {"names", "the_server_shows_what_the_model_shows", "teardown"},
    without_outbox: {"teardown"},
    without_idempotency_record: {"submit_again"},
}
"""Each with where the machine notices."""


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
@pytest.mark.timeout(600)
def test_a_missing_safeguard_is_found(
    new_world: NewWorld,
    monkeypatch: pytest.MonkeyPatch,
    mutate: Callable[[pytest.MonkeyPatch, World], None],
) -> None:
    with new_world() as world:
        mutate(monkeypatch, world)
        machine = type("Mutant", (LifeCycle,), {"world": world})
        with pytest.raises(AssertionError) as found:
            run_state_machine_as_test(machine, settings=UNTIL_FOUND)
    assert found.traceback[-1].name in MUTATIONS[mutate]


def replace_in(world: World, function: str, pattern: str, by: str) -> None:
    """A function of the world's database without a part of its text, which has to be there."""
    found = re.search(rf"create function {schema()}\.{function}\(.*?\$\$;", definition(), re.DOTALL)
    assert found is not None
    text, number = re.subn(pattern, by, found.group(0), flags=re.DOTALL)
    assert number == 1
    asyncio.run(execute(world.database_url, text.replace("create function", "create or replace function", 1)))


async def execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
