"""Rulesets in files, for people who keep them in git: check, test and evaluate, with the answers of the server."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from rules import Decision, Ruleset, RulesetInvalid, check, complete_case, decide, load

from .errors import CommandError
from .rules_formats.documents import json_text, yaml_text
from .rules_formats.formats import read_document, read_source, write_ruleset
from .rules_formats.source import Source
from .terminal import complain, say

ENCODER = msgspec.json.Encoder(decimal_format="number")
TENANT = {"slug": "local", "timezone": "UTC", "country": ""}


def check_files(asked: Namespace) -> int:
    """Say what is wrong and what is doubtful; the exit status tells whether something is wrong."""
    wrong = doubtful = 0
    for path in asked.files:
        source, ruleset = read_ruleset(path, asked.schema)
        report = check(ruleset, None, path.stem)
        for word, findings in (("error", report.errors), ("warning", report.warnings)):
            for finding in findings:
                say(f"{path}: {word}: {source.place(finding.pointer)}: {finding.kind}: {finding.detail}")
        wrong, doubtful = wrong + len(report.errors), doubtful + len(report.warnings)
    say(f"{wrong} errors, {doubtful} warnings")
    return 1 if wrong else 0


def test_files(asked: Namespace) -> int:
    """Run the tests that the rulesets carry, and count."""
    passed, failed = 0, 0
    for path in asked.files:
        _, ruleset = read_ruleset(path, asked.schema)
        failures = [each for each in check(ruleset, None, path.stem).errors if each.kind == "failing_test"]
        for failure in failures:
            say(f"{path}: {failure.detail}")
        failed += len(failures)
        passed += len(ruleset.tests) - len(failures)
    say(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def evaluate_file(asked: Namespace) -> int:
    """Decide a case and print the decision as `POST /v1/rulesets/{key}/evaluate` would."""
    _, ruleset = read_ruleset(asked.file, asked.schema)
    parts = read_document(asked.case)
    if not isinstance(parts, dict):
        raise CommandError(f"{asked.case}: a case is an object.")
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    case = complete_case(parts, type=asked.file.stem, tenant=TENANT, now=now)
    say(ENCODER.encode(_answer(decide(ruleset, case, trace=asked.trace))).decode())
    return 0


def import_file(asked: Namespace) -> int:
    """Print a model, spreadsheet or document as the ruleset that the server takes."""
    source, ruleset = read_ruleset(asked.file, asked.schema)
    text = yaml_text(ruleset.content) if asked.yaml else json_text(ruleset.content)
    for note in source.notes:
        complain(f"{asked.file}: {note}.")
    say(text.rstrip("\n"))
    return 0


def export_file(asked: Namespace) -> int:
    """Write a ruleset as what the name of the other file says."""
    source, ruleset = read_ruleset(asked.file, asked.schema)
    lost = write_ruleset(asked.out, ruleset.content, dmn=asked.dmn)
    for note in (*source.notes, *lost):
        complain(f"{note}.")
    return 0


def read_ruleset(path: Path, schema: Path | None) -> tuple[Source, Ruleset]:
    """Read a ruleset; every fault of it is a line of the error."""
    source = read_source(path)
    try:
        return source, load(source.content, schema=read_document(schema) if schema else None)
    except RulesetInvalid as error:
        lines = (f"{path}: {source.place(each.pointer)}{_column(each.column)}: {each.detail}" for each in error.faults)
        raise CommandError("\n".join(lines)) from error


def _column(column: int | None) -> str:
    return f", column {column}" if column else ""


def _answer(decision: Decision) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "actions": [action.as_json() for action in decision.actions],
        "matched": decision.matched,
        "errors": decision.errors,
    }
    return answer if decision.trace is None else {**answer, "trace": decision.trace}
