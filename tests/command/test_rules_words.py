import json
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


VAT = {"set": {"vat": "=document.total * 0.1"}}
RULES = [{"name": "big", "when": {"document.total": ">= 10"}, "then": [VAT]}, {"name": "else", "then": []}]
IS_BIG = {"matched": [{"table": "t", "rule": "big"}]}
ORDERS = {
    "tables": [{"name": "t", "on": "received", "hit_policy": "FIRST", "rules": RULES}],
    "tests": [
        {"name": "12 is big", "case": {"document": {"total": 12}}, "expect": IS_BIG},
        {"name": "1 is big", "case": {"document": {"total": 1}}, "expect": IS_BIG},
    ],
}


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "order.json"
    path.write_text(json.dumps(ORDERS))
    return path


def test_the_tests_of_a_file_are_run_and_counted(orders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "test", str(orders)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{orders}: 1 is big: expected `t`/`big` to match, but `t`/`else` did",
        "1 passed, 1 failed",
    ]


def test_a_file_is_checked_with_the_schema_of_its_documents(
    orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps({"type": "object", "properties": {"totals": {"type": "number"}}}))
    assert main(["rules", "check", str(orders), "--schema", str(schema)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{orders}: error: line 1, /tests/1: failing_test: ")
    assert "did you mean `totals`?" in lines[1]
    assert lines[-1] == "1 errors, 2 warnings"


def test_a_case_is_decided_exactly(orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "case.json"
    case.write_text('{"document": {"total": 12.30}}')
    assert main(["rules", "evaluate", str(orders), str(case), "--trace"]) == 0
    printed = capsys.readouterr().out
    assert '"set":{"vat":1.230}' in printed
    answer = json.loads(printed)
    assert answer["matched"] == [{"table": "t", "rule": "big"}]
    assert [row["matched"] for row in answer["trace"]] == [True, True]


def test_every_fault_of_a_file_is_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.json"
    rules = [{"name": "a", "if": "1 +", "then": [{"sett": {}}]}]
    path.write_text(json.dumps({"tables": [{"name": "t", "on": "received", "rules": rules}]}))
    assert main(["rules", "check", str(path)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"bpo: {path}: line 1, /tables/0/rules/0/if, column 4: an expression is expected, not the end",
        f"{path}: line 1, /tables/0/rules/0/then/0/sett: `sett` is not known here: did you mean `set`?",
    ]


@pytest.mark.parametrize(("text", "said"), [(None, "No such file or directory."), ("{", "no JSON: ")])
def test_a_file_that_cannot_be_read_is_one_line(
    text: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.json"
    if text is not None:
        path.write_text(text)
    assert main(["rules", "test", str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"bpo: {path}: {said}")
