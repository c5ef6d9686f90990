"""A broker whose consumers wait to be told of messages, where Dramatiq's ask for them fifty times a second.

Only a hint: a consumer that was not told looks by itself, too, as often as Dramatiq's workers wake up.
"""

import threading
from typing import Any

import redis
from dramatiq import MessageProxy
from dramatiq.brokers.redis import RedisBroker, _RedisConsumer, _scripts
from dramatiq.errors import ConnectionClosed

from tasks.wake_ups import channel

TELL = """
if command == "requeue" or command == "enqueue" and redis.call("llen", queue_full_name) == 1 then
    redis.call("publish", "{}" .. queue_name, "")
end
"""
"""Follows Dramatiq's script. Where messages wait already, nobody waits for them who has room."""


class TellingBroker(RedisBroker):
    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)  # type: ignore[no-untyped-call]  # Dramatiq types little
        tell = TELL.format(channel(self.client, ""))
        self.scripts["dispatch"] = self.client.register_script(_scripts["dispatch"].decode() + tell)

    @property
    def consumer_class(self) -> type["ToldConsumer"]:
        return ToldConsumer


class ToldConsumer(_RedisConsumer):
    """Waits for at most `timeout` ms: for messages, or with as many as it may hold until one of them is done."""

    def __init__(self, broker: TellingBroker, queue_name: str, prefetch: int, timeout: int) -> None:
        super().__init__(broker, queue_name, prefetch, timeout=0)  # type: ignore[no-untyped-call]  # Dramatiq types little
        self._longest_s = timeout / 1000
        self._has_room = threading.Event()
        self._told = broker.client.pubsub(ignore_subscribe_messages=True)
        self._channel = channel(broker.client, queue_name)

    def __next__(self) -> MessageProxy | None:
        try:
            if not self.message_cache:
                self._forget()
            has_room = self.outstanding_message_count < self.prefetch
            found: MessageProxy | None = super().__next__()  # type: ignore[no-untyped-call]  # Dramatiq types little
            if found is None:
                self._wait(has_looked=has_room)
        except redis.ConnectionError as fault:
            raise ConnectionClosed(fault) from None  # type: ignore[no-untyped-call]  # Dramatiq types little
        return found

    def ack(self, message: MessageProxy) -> None:
        super().ack(message)  # type: ignore[no-untyped-call]  # Dramatiq types little
        self._has_room.set()

    def nack(self, message: MessageProxy) -> None:
        super().nack(message)  # type: ignore[no-untyped-call]  # Dramatiq types little
        self._has_room.set()

    def close(self) -> None:
        self._told.close()

    def _forget(self) -> None:
        """What was told until now: the look that follows sees it."""
        self._has_room.clear()
        if not self._told.subscribed:
            self._told.subscribe(self._channel)
        while self._told.get_message():
            pass

    def _wait(self, *, has_looked: bool) -> None:
        """For messages if there were none, or for room: there may be messages that nobody will tell of again."""
        if has_looked:
            self._told.get_message(timeout=self._longest_s)
        else:
            self._has_room.wait(self._longest_s)
