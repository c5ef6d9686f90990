"""`./bpo` before there is an environment: what this machine lacks, in one line."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("sh", "dirname", "readlink", "cat", "cmp", "sed", "mkdir")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What the launcher reads of a checkout, in a folder with a space in its name."""
    folder = tmp_path / "a house"
    folder.mkdir()
    for name in ("bpo", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A PATH with what every system has and nothing more."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


def bpo(script: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run((str(script), "up"), env=environ, capture_output=True, text=True, check=False, cwd="/")


def test_a_machine_with_nothing_is_told_all_of_it_at_once(checkout: Path, bare: Path) -> None:
    done = bpo(checkout / "bpo", PATH=str(bare))
    assert done.returncode == 69
    assert done.stderr == (
        "bpo: missing: Python 3.11 or newer, a C compiler. On Debian: apt-get install python3 python3-dev "
        "python3-venv gcc libc6-dev (other systems: docs/install.md).\n"
    )


def test_a_missing_compiler_is_said_in_one_line(checkout: Path, bare: Path) -> None:
    done = bpo(checkout / "bpo", PATH=str(bare), BPO_PYTHON=sys.executable)
    assert done.returncode == 69
    assert done.stderr == (
        "bpo: missing: a C compiler. On Debian: apt-get install gcc libc6-dev (other systems: docs/install.md).\n"
    )


def test_a_python_that_is_too_old_is_said_in_one_line(checkout: Path, bare: Path) -> None:
    (bare / "old").symlink_to("/bin/false")
    done = bpo(checkout / "bpo", PATH=str(bare), BPO_PYTHON="old")
    assert done.returncode == 69
    assert done.stderr == "bpo: BPO_PYTHON (old) is no Python 3.11 or newer, and no other was found.\n"


def test_a_place_that_cannot_be_written_is_said_in_one_line(checkout: Path) -> None:
    (checkout / "file").write_text("")
    done = bpo(
        checkout / "bpo", PATH="/usr/bin:/bin", BPO_PYTHON=sys.executable, BPO_VENV=str(checkout / "file" / "venv")
    )
    assert done.returncode == 69
    assert done.stderr.startswith(f"bpo: cannot write {checkout}/file/venv.uv: run bpo as the owner of {checkout}")


@pytest.mark.parametrize("word", ["up", "test"])
def test_an_environment_that_fits_is_used_as_it_is(checkout: Path, tmp_path: Path, word: str) -> None:
    venv = tmp_path / "an environment"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin/python").symlink_to(sys.executable)
    (venv / "bin/bpo").write_text('#!/bin/sh\necho "$@"\n')
    (venv / "bin/bpo").chmod(0o755)
    lock, project = (checkout / name for name in ("requirements-dev.lock", "pyproject.toml"))
    (venv / "bpo.stamp").write_text(f"dev\n{venv}\n{checkout}\n{lock.read_text()}{project.read_text()}")
    link = tmp_path / "bpo"
    link.symlink_to(checkout / "bpo")
    done = subprocess.run(
        (str(link), word, "-k", "a b"),
        env={"PATH": "/usr/bin:/bin", "BPO_VENV": str(venv)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == (f"{word} -k a b\n", "")
