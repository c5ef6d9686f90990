"""The command line: help that a newcomer understands, and faults as one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from command.main import WORDS, main
from tenants.settings import Settings
from tests.conftest import free_port

BPO = Path(sys.executable).with_name("bpo")


def bpo(*arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run((str(BPO), *arguments), env=environ, capture_output=True, text=True, check=False, cwd="/")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_help_names_every_command_and_every_variable(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert all(f"  {name} " in said for name, word in WORDS.items() if word.help)
    assert "BPO_ADMIN_KEY" in said
    assert "play" not in said.split()


@pytest.mark.parametrize("name", [name for name, word in WORDS.items() if word.help])
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    if not WORDS[name].takes_arguments:
        assert main([name, "--help"]) == 0
        assert capsys.readouterr().out == f"bpo {name}: {WORDS[name].help}\n"


@pytest.mark.parametrize(("key", "length"), [("", 0), ("short", 5)])
def test_a_short_admin_key_starts_nothing_and_is_said_in_one_line(key: str, length: int, tmp_path: Path) -> None:
    """§2 `BPO_ADMIN_KEY` in the environment (24 characters or more; shorter or empty: the server does not start) is
    a `platform_admin` key"""
    done = bpo("up", BPO_ADMIN_KEY=key, BPO_DATA_DIR=str(tmp_path / "var"))
    assert done.returncode == 1
    assert done.stderr == f"bpo: BPO_ADMIN_KEY has {length} characters: a key needs 24 or more.\n"
    assert not (tmp_path / "var").exists()


def test_an_unknown_command_is_said_in_one_line() -> None:
    done = bpo("upp")
    assert (done.returncode, done.stderr) == (2, "bpo: there is no command upp: `./bpo --help` lists them.\n")


def test_a_worker_without_anything_to_work_on_says_what_to_do(tmp_path: Path) -> None:
    done = bpo("worker", BPO_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith(f"bpo: nothing runs in {tmp_path}: start `./bpo up` there")
    assert done.stderr.count("\n") == 1


def test_pictures_of_what_does_not_run_say_what_to_do() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    done = bpo("shots", "--url", url)
    assert done.returncode == 1
    assert done.stderr.startswith(f"bpo: nothing answers at {url}")
    assert done.stderr.endswith("start `./bpo demo`, or name its --url\n")


@pytest.mark.parametrize(
    ("word", "variable", "url"),
    [
        ("migrate", "BPO_DATABASE_URL", "postgresql://owner:secret@127.0.0.1:{port}/bpo"),
        ("up", "BPO_DATABASE_URL", "postgresql://owner:secret@127.0.0.1:{port}/bpo"),
        ("up", "BPO_REDIS_URL", "redis://127.0.0.1:{port}"),
    ],
)
def test_a_server_that_does_not_answer_is_said_in_one_line(
    word: str, variable: str, url: str, data_dir: Path, settings: Settings
) -> None:
    given = {"BPO_DATABASE_URL": settings.database_url, "BPO_REDIS_URL": settings.redis_url}
    given |= {variable: url.format(port=free_port())}
    done = bpo(word, BPO_DATA_DIR=str(data_dir), BPO_PORT=str(free_port()), **given)
    assert done.returncode == 1
    assert "does not answer" in done.stderr
    assert f"is {variable} right?" in done.stderr
    assert "secret" not in done.stderr
    assert done.stderr.count("\n") == 1
