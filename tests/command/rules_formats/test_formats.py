"""Every format gives back what it was given, and says where something is wrong."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from xlsxwriter import Workbook

from command.main import main
from command.rules_formats.documents import json_text, read_json, read_yaml, yaml_text
from command.rules_formats.formats import read_source, write_ruleset
from command.rules_formats.source import FileUnusable
from command.rules_formats.spreadsheets import read_csv, read_workbook, write_csv, write_workbook

from ...rules.sheets.rulesets import rulesets

HERE = Path("order.x")
ROUTE = {
    "tables": [
        {
            "name": "Route: new/old [orders], a name that is too long for Excel",
            "on": "received",
            "hit_policy": "FIRST",
            "rules": [
                {
                    "name": "big",
                    "when": {"document.total": ">= 10000", "document.country": '"US", "ID"'},
                    "then": [{"create_task": {"queue": "seniors", "priority": 80, "note": "a; b,\nc"}}],
                },
                {"name": "no", "when": {}, "then": [{"create_task": {"queue": "orders"}}]},
            ],
        }
    ],
    "tests": [{"name": "none", "case": {}, "expect": {"matched": []}}],
}
TABLES = {"tables": ROUTE["tables"]}


@pytest.mark.parametrize("suffix", ["json", "yaml", "yml", "dmn"])
def test_documents_and_models_keep_all_of_a_ruleset(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"order.{suffix}"
    assert write_ruleset(path, ROUTE, dmn="1.5") == ()
    assert read_source(path).content == ROUTE


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_spreadsheets_keep_the_tables_and_say_what_they_lose(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"order.{suffix}"
    assert write_ruleset(path, ROUTE, dmn="1.3") == (f"{path} has no place for tests: they are left out",)
    assert read_source(path).content == TABLES


@settings(max_examples=30)
@given(rulesets())
def test_any_ruleset_comes_back_as_it_went(content: dict[str, Any]) -> None:
    assert read_json(HERE, json_text(content).encode()).content == content
    assert read_yaml(HERE, yaml_text(content).encode()).content == content
    assert read_csv(HERE, write_csv(content).encode()).content == content
    assert read_workbook(HERE, write_workbook(content)).content == content


def test_yaml_means_what_it_says() -> None:
    text = "on: received\nno: [yes, 1.10, 012, 2026-01-01, ~, 1_000, 0x1F]\n"
    assert json_text(read_yaml(HERE, text.encode()).content) == json_text(
        {"on": "received", "no": ["yes", read_json(HERE, b"1.10").content, 12, "2026-01-01", None, "1_000", "0x1F"]}
    )


def test_the_semicolons_of_another_language_are_understood() -> None:
    text = "\ufeffRoute\r\non;received\r\nF;document.total;create_task.queue\r\nbig;>= 1,000;orders\r\n"
    (table,) = read_csv(HERE, text.encode()).content["tables"]
    assert table["rules"][0]["when"] == {"document.total": ">= 1,000"}


def test_numbers_dates_and_truths_of_a_workbook_are_feel(tmp_path: Path) -> None:
    path = tmp_path / "order.xlsx"
    with Workbook(path, {"remove_timezone": True}) as workbook:
        sheet = workbook.add_worksheet("Rules")
        day, hour = workbook.add_format({"num_format": "yyyy-mm-dd"}), workbook.add_format({"num_format": "[hh]:mm"})
        sheet.write_row(0, 0, ["FIRST", "document.n", "document.x", "document.day", "document.is_vip", "set.share"])
        sheet.write_row(1, 0, ["one", 10000, 0.1])
        sheet.write_datetime(1, 3, datetime(2026, 1, 2), day)  # noqa: DTZ001 - Excel knows no zones
        sheet.write_boolean(1, 4, True)
        sheet.write_datetime(1, 5, timedelta(hours=26), hour)
    (table,) = read_source(path).content["tables"]
    when = table["rules"][0]["when"]
    assert (table["name"], when["document.n"], when["document.x"]) == ("Rules", "10000", "0.1")
    assert when["document.day"] in ('@"2026-01-02"', '@"2026-01-02T00:00:00"')
    assert when["document.is_vip"] == "true"
    assert table["rules"][0]["then"] == [{"set": {"share": '=@"PT93600S"'}}]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", b"T\nF,document.a,create_task.queue\nb,1 +,x\n", "line 3, column B, column 4: an expression"),
        (
            "a.csv",
            b"T\nF,document.a,create_task.kue\nb,1,x\n",
            "line 3, column C: `kue` is no member here: did you mean",
        ),
        ("a.csv", b"\xff\xfe", "no CSV in UTF-8"),
        ("a.json", b'{"tables":\n [{"nam": 1}]}', "line 2, /tables/0: `name` is required"),
        ("a.json", b'{"tables":\n\t\t[{"nam": 1}]}', ": /tables/0: `name` is required"),
        ("a.yaml", b"tables: []\ntables: []\n", "line 1, column 1: no YAML: a key is there twice"),
        ("a.yaml", b"tables: [\n", "no YAML"),
        ("a.xlsx", b"PK", "no workbook"),
        ("a.dmn", b"<a/>", "is no DMN model"),
        ("a.dmn", b"<definitions/>", "the model: no decision in it is a table"),
        ("a.txt", b"", "its name ends in none of .json"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    name: str, text: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(text)
    assert main(["rules", "check", str(tmp_path / name)]) == 1
    assert said in capsys.readouterr().err


def test_a_file_is_imported_and_exported_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "order.json"
    path.write_text(json.dumps(ROUTE))
    assert main(["rules", "export", str(path), str(tmp_path / "order.xlsx")]) == 0
    assert capsys.readouterr().err == f"bpo: {tmp_path / 'order.xlsx'} has no place for tests: they are left out.\n"
    assert main(["rules", "import", str(tmp_path / "order.xlsx")]) == 0
    assert json.loads(capsys.readouterr().out) == TABLES
    assert main(["rules", "import", str(path), "--yaml"]) == 0
    assert read_yaml(HERE, capsys.readouterr().out.encode()).content == ROUTE


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(FileUnusable, match="No such file or directory"):
        write_ruleset(tmp_path / "nowhere" / "a.csv", ROUTE, dmn="1.3")
