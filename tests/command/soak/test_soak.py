"""A minute of every fault there is, on an installation of its own: nothing is lost, nothing done twice."""

import subprocess
import sys

import msgspec
import pytest

from command.soak.faults import FAULTS
from command.soak.figures import Figures

SECONDS = 60


@pytest.mark.timeout(420)
def test_a_minute_of_faults_loses_nothing_and_does_nothing_twice() -> None:
    argv = (sys.executable, "-P", "-m", "command.main", "soak", "--seconds", str(SECONDS), "--seed", "1", "--json")
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    figures = msgspec.json.decode(done.stdout, type=Figures)
    assert figures.violations == [], done.stderr
    assert figures.items > 0
    assert figures.completions > 0
    assert sum(figures.faults.values()) >= len(FAULTS)
