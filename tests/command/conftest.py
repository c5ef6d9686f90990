"""Folders for installations of a test's own."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def new_data_dir() -> Iterator[Path]:
    """A data directory with a space in its name, which PostgreSQL's own user can reach when the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="bpo test "))
    folder.chmod(0o711)
    try:
        yield folder / "var"
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory that a test has for itself."""
    with new_data_dir() as folder:
        yield folder
