"""What a command says to the person at the terminal, a line at a time; it goes on when nobody listens any more."""

import os
import sys
from contextlib import suppress
from typing import TextIO


def say(line: str) -> None:
    """On standard output, seen at once also through a pipe."""
    _write(sys.stdout, f"{line}\n")


def note(line: str) -> None:
    """On standard error, for those who watch: how far it has come."""
    _write(sys.stderr, f"{line}\n")


def complain(line: str) -> None:
    """On standard error, under the command's name."""
    _write(sys.stderr, f"bpo: {line}\n")


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except OSError:  # the terminal was closed, or the pipe's reader ended: a launcher still has to clear up
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
