"""Deliveries: the same orders as lines of two kinds of files, and what is told of them."""

import csv
import json
from datetime import UTC, datetime

from command.bench.crates import csv_lines, flat, ndjson_lines
from command.bench.delivery import Passage
from command.bench.delivery_telling import BEGIN, END, Report, table
from command.bench.telling import between
from command.bench.usage import Usage
from command.bench_import import DOCUMENT, read


def passage(name: str, rows: int, seconds: float, worker_s: float) -> Passage:
    return Passage(name, rows, seconds, Usage(1.0, worker_s, 2.0, 100.0, 80.0))


PASSAGES = [passage("bulk", 1000, 2.0, 0.0), passage("import", 1000, 4.0, 3.0)]


def test_both_kinds_of_files_hold_the_same_orders() -> None:
    lines = [json.loads(line) for line in ndjson_lines(3)]
    rows = list(csv.DictReader(line.decode() for line in csv_lines(3)))
    assert len({line["reference"] for line in lines}) == len({row["reference"] for row in rows}) == 3
    wanted = {place: str(leaf) for place, leaf in flat(lines[0]["document"]).items()}
    held = {place: cell for place, cell in rows[0].items() if place != "reference"}
    assert held.keys() == wanted.keys()
    assert (held["customer"], held["lines.0.sku"]) == (wanted["customer"], wanted["lines.0.sku"])


def test_a_way_is_told_beside_the_bulk_of_as_many_rows() -> None:
    *_, ours = (line.split("|") for line in table(PASSAGES).splitlines())
    cells = [cell.strip() for cell in ours[1:-1]]
    assert cells[:3] == ["import", "1,000", "250"]
    assert cells[3:7] == ["1,000", "3,000", "2,000", "6,000"]
    assert cells[-4:] == ["100", "80", "0.50", "0.50"]


def test_figures_stand_between_their_own_marks() -> None:
    document = DOCUMENT.read_text()
    report = Report(datetime(2026, 11, 27, tzinfo=UTC), "2 cores", PASSAGES)
    written = between(document, BEGIN, END, report.as_markdown())
    assert written.count(BEGIN) == written.count(END) == document.count(BEGIN) == 1
    assert "2026-11-27 00:00 UTC, 2 cores." in written
    assert json.loads(report.as_json())["passages"][1]["rows"] == 1000


def test_a_hundred_thousand_rows_are_delivered_unless_told_otherwise() -> None:
    assert read([]).rows == 100_000
    assert read(["--rows", "500", "--json"]).json is True
