"""Keys of the demo between two starts."""

from pathlib import Path

import pytest

from command.demo.keys import KeyFile


def test_keys_come_back_as_they_were_kept(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys.json")
    file.keep({"a": "bpo_client_1"})
    file.keep({"a": "bpo_client_1", "b": "bpo_client_2"})
    assert file.read() == {"a": "bpo_client_1", "b": "bpo_client_2"}


def test_only_the_owner_may_read_the_keys(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys.json")
    file.keep({"a": "bpo_client_1"})
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


@pytest.mark.parametrize("content", ["", "{", "[]"])
def test_a_damaged_file_holds_no_keys(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content, encoding="utf-8")
    assert KeyFile(path).read() == {}


def test_a_missing_file_holds_no_keys(tmp_path: Path) -> None:
    assert KeyFile(tmp_path / "keys.json").read() == {}
