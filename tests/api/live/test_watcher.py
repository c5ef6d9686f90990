"""One connection that watches: what waits for it, and what becomes of it when it is too slow."""

import pytest

from api.live.watcher import MOST_WAITING, Watcher, Watching
from tenants.principals import Principal
from tenants.roles import Role

pytestmark = pytest.mark.anyio


@pytest.fixture
def watcher() -> Watcher:
    who: dict[str, object] = {
        "user_id": None,
        "name": "",
        "tenants": (),
        "queues": None,
        "skills": {},
        "capacity": None,
    }
    ids = {"id": None, "key_id": None, "digest": b""}
    return Watcher(Principal(role=Role.SUPERVISOR, **who, **ids), Watching(), "0-0")  # type: ignore[arg-type]  # values of many types


async def test_what_waits_is_sent_at_once_and_ends_with_where_it_came_to(watcher: Watcher) -> None:
    watcher.put(b"a")
    watcher.put(b"b")
    watcher.reached("7-1")
    assert await watcher.pieces() == b"abid: 7-1\n\n"


async def test_nothing_is_said_of_a_place_to_whom_nothing_was_told(watcher: Watcher) -> None:
    watcher.reached("7-1")
    watcher.put(b"a")
    assert await watcher.pieces() == b"a"


async def test_a_reader_that_is_too_slow_is_told_to_look_anew_instead(watcher: Watcher) -> None:
    for _ in range(MOST_WAITING + 1):
        watcher.put(b"x")
    assert await watcher.pieces() == b'event: reset\ndata: {"reason":"too much happened at once"}\n\nx'


async def test_what_waited_is_old_when_all_is_to_be_looked_at_anew(watcher: Watcher) -> None:
    watcher.put(b"old")
    watcher.look_anew("so it is")
    assert await watcher.pieces() == b'event: reset\ndata: {"reason":"so it is"}\n\n'


async def test_one_that_has_ended_is_told_nothing_more(watcher: Watcher) -> None:
    watcher.put(b"x")
    watcher.end()
    assert await watcher.pieces() == b""
