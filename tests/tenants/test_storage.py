"""Files in the storage: whole or not at all."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tenants.settings import Settings
from tenants.storage import Storage


async def pieces(number: int, *, fail: bool = False) -> AsyncIterator[bytes]:
    for _ in range(number):
        yield b"x" * 1_000_000
    if fail:
        raise ValueError("enough")


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage.open(Settings(data_dir=tmp_path))


async def test_what_is_written_is_measured_and_read_again(storage: Storage) -> None:
    stored = await storage.write("t/kind/a", pieces(20))
    whole = b"".join([piece async for piece in storage.read("t/kind/a")])
    assert (stored.size_bytes, stored.sha256) == (20_000_000, hashlib.sha256(whole).hexdigest())
    assert whole.startswith(stored.head)


async def test_nothing_is_kept_of_what_breaks_off(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="enough"):
        await storage.write("t/kind/a", pieces(20, fail=True))
    assert files_in(tmp_path) == []


async def test_what_is_gone_is_said_to_be(storage: Storage) -> None:
    await storage.write("t/kind/a", pieces(1))
    await storage.remove("t/kind/a")
    await storage.remove("t/kind/a")
    with pytest.raises(FileNotFoundError):
        await anext(storage.read("t/kind/a"))


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
