"""How outcomes are shown, and that a written document keeps what people wrote in it."""

from datetime import UTC, datetime

import msgspec

from command.bench.figures import Figures, Outcome, Standing
from command.bench.telling import BEGIN, END, Report, table, with_figures

FIGURES = Figures(units_per_s=1234, server_us=400, database_us=300, client_us=50, p50_ms=12.34, p99_ms=56.78)
OUTCOME = Outcome(
    "Orders", "order", 0.45, [Standing("the API", FIGURES, 0.5, 0.6), Standing("a bare handler", FIGURES)]
)
REPORT = Report(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), "2 cores", 5, 3, [OUTCOME])


def test_a_table_adds_server_and_database_and_names_the_aim() -> None:
    ours = [cell.strip() for cell in table(OUTCOME).splitlines()[2].split("|")]
    assert ours[1:6] == ["the API", "1,234", "400", "300", "700"]
    assert ours[-3:-1] == ["0.50 (aim 0.45)", "0.60"]


def test_all_lines_of_a_table_are_of_one_length() -> None:
    assert len({len(line) for line in table(OUTCOME).splitlines()}) == 1


def test_new_figures_take_the_place_of_the_old_ones_and_of_nothing_else() -> None:
    document = f"# Title\n\n{BEGIN}\nold\n{END}\n\nWhat costs the rest.\n"
    written = with_figures(document, REPORT)
    assert written.startswith("# Title\n\n")
    assert written.endswith("\n\nWhat costs the rest.\n")
    assert "old" not in written
    assert with_figures(written, REPORT) == written


def test_a_report_is_one_json_object_with_all_that_was_measured() -> None:
    said = msgspec.json.decode(REPORT.as_json())
    assert said["outcomes"][0]["standings"][0]["figures"]["database_us"] == 300
    assert said["outcomes"][0]["standings"][1]["by_cpu"] is None
