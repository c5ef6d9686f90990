"""Consumers hear of messages and of room for more, long before they would look by themselves."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import uuid4

import pytest
from dramatiq import Message, MessageProxy

from tenants.settings import Settings
from workers.broker import make_broker
from workers.consuming import TellingBroker, ToldConsumer

LONG_MS = 90_000
PATIENCE_S = 60


@pytest.fixture
def broker(settings: Settings) -> Iterator[TellingBroker]:
    made = make_broker(settings.redis_url)
    yield made
    made.close()


@pytest.fixture
def consumer(broker: TellingBroker) -> Iterator[ToldConsumer]:
    """Holds one message at a time; it listens, since it has had its first."""
    opened = ToldConsumer(broker, f"q{uuid4().hex}", prefetch=1, timeout=LONG_MS)
    send(broker, opened, -1)
    opened.ack(first(opened))
    yield opened
    opened.close()


@pytest.fixture
def aside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_a_consumer_that_waits_is_told_of_a_message(
    broker: TellingBroker, consumer: ToldConsumer, aside: ThreadPoolExecutor
) -> None:
    waiting = aside.submit(first, consumer)
    send(broker, consumer, 1)
    assert arrived(waiting).args == (1,)


@pytest.mark.parametrize("done", [ToldConsumer.ack, ToldConsumer.nack])
def test_a_consumer_that_is_full_goes_on_as_soon_as_it_has_room(
    broker: TellingBroker,
    consumer: ToldConsumer,
    aside: ThreadPoolExecutor,
    done: Callable[[ToldConsumer, MessageProxy], None],
) -> None:
    for number in range(2):
        send(broker, consumer, number)
    held = first(consumer)
    waiting = aside.submit(first, consumer)
    done(consumer, held)
    assert (held.args, arrived(waiting).args) == ((0,), (1,))


def test_room_that_is_made_between_the_look_and_the_wait_is_noticed(
    broker: TellingBroker, aside: ThreadPoolExecutor
) -> None:
    class Overtaken(ToldConsumer):
        def _wait(self, *, has_looked: bool) -> None:
            self.ack(held)
            super()._wait(has_looked=has_looked)

    consumer = Overtaken(broker, f"q{uuid4().hex}", prefetch=1, timeout=LONG_MS)
    for number in range(2):
        send(broker, consumer, number)
    held = first(consumer)
    assert arrived(aside.submit(first, consumer)).args == (1,)
    consumer.close()


def first(consumer: ToldConsumer) -> MessageProxy:
    return next(each for each in consumer if each is not None)


def arrived(waiting: "Future[MessageProxy]") -> MessageProxy:
    return waiting.result(PATIENCE_S)


def send(broker: TellingBroker, consumer: ToldConsumer, number: int) -> None:
    broker.enqueue(Message(queue_name=consumer.queue_name, actor_name="any", args=(number,), kwargs={}, options={}))
