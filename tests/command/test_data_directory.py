"""A data directory belongs to one launcher at a time and keeps its secrets to itself."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from command import data_directory
from command.data_directory import DataDirectory, holder, published_addresses
from command.errors import DataDirectoryUnusable

HOLDER = """
import sys, time
from pathlib import Path
from command.data_directory import DataDirectory
with DataDirectory.hold(Path(sys.argv[1])) as directory:
    directory.publish({"redis_url": "unix:///here"})
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def other(data_dir: Path) -> "Iterator[subprocess.Popen[str]]":
    """Another launcher that holds the data directory."""
    with subprocess.Popen((sys.executable, "-c", HOLDER, str(data_dir)), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def refused(data_dir: Path) -> None:
    with DataDirectory.hold(data_dir):
        pytest.fail("the directory was given")


def test_a_directory_in_use_is_refused_with_the_process_that_uses_it(
    data_dir: Path, other: "subprocess.Popen[str]"
) -> None:
    with pytest.raises(DataDirectoryUnusable, match=rf"in use by another bpo \(process {other.pid}\)"):
        refused(data_dir)


def test_other_commands_learn_who_runs_there_and_where_the_servers_are(
    data_dir: Path, other: "subprocess.Popen[str]"
) -> None:
    assert holder(data_dir) == other.pid
    assert published_addresses(data_dir) == {"redis_url": "unix:///here"}


def test_addresses_of_a_launcher_that_was_killed_are_not_believed(
    data_dir: Path, other: "subprocess.Popen[str]"
) -> None:
    other.kill()
    other.wait()
    assert json.loads((data_dir / data_directory.ADDRESSES).read_text())
    assert (holder(data_dir), published_addresses(data_dir)) == (None, {})


def test_a_directory_is_free_again_when_its_launcher_has_ended(data_dir: Path) -> None:
    for _ in range(2):
        with DataDirectory.hold(data_dir) as directory:
            assert directory.path == data_dir


def test_a_secret_is_made_once_and_only_its_owner_reads_it(data_dir: Path) -> None:
    with DataDirectory.hold(data_dir) as directory:
        assert directory.secret("admin-key", "first") == "first"
        assert directory.secret("admin-key", "second") == "first"
    assert (data_dir / "admin-key").stat().st_mode & 0o777 == 0o600


def test_a_full_disk_is_said_before_anything_is_started(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage("/")._replace(free=3 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: full)
    with pytest.raises(DataDirectoryUnusable, match="is full: 3 MiB are free and 150 are needed"):
        refused(data_dir)


def test_a_file_in_the_place_of_the_directory_is_said(data_dir: Path) -> None:
    data_dir.write_text("no folder")
    with pytest.raises(DataDirectoryUnusable, match="cannot be used: Not a directory"):
        refused(data_dir)
