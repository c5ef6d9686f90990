from pathlib import Path

import pytest

from command.main import main

KIT = Path(__file__).parents[1] / "rules" / "data" / "dmn-tck"


def test_the_kit_runs_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "tck", str(KIT)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "116 passed, 0 failed"


def test_a_folder_that_is_missing_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "tck", "/nowhere"]) == 1
    assert capsys.readouterr().err == "bpo: /nowhere is no folder.\n"
