from collections import Counter
from pathlib import Path

import pytest

from command.rules_tck import run_kit, tck

KIT = Path(__file__).parent.parent / "data" / "dmn-tck"


def test_every_case_of_level_2_passes() -> None:
    results = [(path.stem, result.case, result.failure) for path, result in run_kit(KIT)]
    assert [result for result in results if result[2] is not None] == []
    assert len(results) == 116


def test_the_command_counts_and_ends_with_the_sum(capsys: pytest.CaptureFixture[str]) -> None:
    assert tck(KIT) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "116 passed, 0 failed"


def test_a_failed_case_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = KIT / "TestCases" / "compliance-level-2" / "0100-feel-constants"
    for path in folder.iterdir():
        text = path.read_text().replace(">true<", ">false<") if path.suffix == ".xml" else path.read_text()
        (tmp_path / path.name).write_text(text)
    assert tck(tmp_path) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["0100-feel-constants-test-01.xml 001: Decision1: expected False, got True", "0 passed, 1 failed"]


def test_models_that_are_no_xml_fail_their_cases(tmp_path: Path) -> None:
    (tmp_path / "a.dmn").write_text("<definitions>")
    (tmp_path / "a-test.xml").write_text("<testCases/>")
    assert Counter(result.failure is None for _, result in run_kit(tmp_path)) == {False: 1}


def test_an_error_is_null_or_what_is_expected_beside_it(tmp_path: Path) -> None:
    folder = KIT / "TestCases" / "compliance-level-2" / "0100-feel-constants"
    for path in folder.iterdir():
        text = path.read_text().replace("<resultNode ", '<resultNode errorResult="true" ')
        (tmp_path / path.name).write_text(text)
    assert [result.failure for _, result in run_kit(tmp_path)] == [None]
    for path in tmp_path.glob("*.xml"):
        path.write_text(path.read_text().replace(">true<", ">false<"))
    assert [result.failure for _, result in run_kit(tmp_path)] == ["Decision1: expected False, got True"]


def test_what_is_invoked_but_not_there_gives_way_to_the_result_by_its_name(tmp_path: Path) -> None:
    folder = KIT / "TestCases" / "compliance-level-2" / "0100-feel-constants"
    for path in folder.iterdir():
        text = path.read_text().replace("<testCase ", '<testCase invocableName="nowhere" ')
        (tmp_path / path.name).write_text(text)
    assert [result.failure for _, result in run_kit(tmp_path)] == [None]
