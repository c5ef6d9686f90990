"""What a command says to the person at the terminal, a line at a time."""

import sys


def say(line: str) -> None:
    """On standard output, seen at once also through a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """On standard error, under the command's name."""
    sys.stderr.write(f"bpo: {line}\n")
    sys.stderr.flush()
