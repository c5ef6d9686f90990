"""What the workers' tests send to."""

from collections.abc import Iterator

import pytest

from tests.workers.receivers import Receiver, receiver


@pytest.fixture
def inbox() -> Iterator[Receiver]:
    with receiver() as opened:
        yield opened
