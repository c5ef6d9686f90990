"""Rulesets in files, for people who keep them in git: check, test and evaluate, with the answers of the server."""

from argparse import Namespace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from rules import Decision, Finding, Ruleset, RulesetInvalid, check, complete_case, decide, load

from .errors import CommandError
from .terminal import say

DECODER = msgspec.json.Decoder(float_hook=Decimal)
ENCODER = msgspec.json.Encoder(decimal_format="number")
TENANT = {"slug": "local", "timezone": "UTC", "country": ""}


def check_files(asked: Namespace) -> int:
    """Say what is wrong and what is doubtful; the exit status tells whether something is wrong."""
    reports = [(path, check(read_ruleset(path, asked.schema), None)) for path in asked.files]
    for path, report in reports:
        for word, findings in (("error", report.errors), ("warning", report.warnings)):
            for finding in findings:
                say(f"{path}: {word}: {_told(finding)}")
    wrong = sum(len(report.errors) for _, report in reports)
    doubtful = sum(len(report.warnings) for _, report in reports)
    say(f"{wrong} errors, {doubtful} warnings")
    return 1 if wrong else 0


def test_files(asked: Namespace) -> int:
    """Run the tests that the rulesets carry, and count."""
    passed, failed = 0, 0
    for path in asked.files:
        ruleset = read_ruleset(path, asked.schema)
        failures = [each for each in check(ruleset, None).errors if each.kind == "failing_test"]
        for failure in failures:
            say(f"{path}: {failure.detail}")
        failed += len(failures)
        passed += len(ruleset.tests) - len(failures)
    say(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def evaluate_file(asked: Namespace) -> int:
    """Decide a case and print the decision as `POST /v1/rulesets/{key}/evaluate` would."""
    ruleset = read_ruleset(asked.file, asked.schema)
    parts = _read_json(asked.case)
    if not isinstance(parts, dict):
        raise CommandError(f"{asked.case}: a case is an object.")
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    case = complete_case(parts, type=asked.file.stem, tenant=TENANT, now=now)
    say(ENCODER.encode(_answer(decide(ruleset, case, trace=asked.trace))).decode())
    return 0


def read_ruleset(path: Path, schema: Path | None) -> Ruleset:
    """Read a ruleset; every fault of it is a line of the error."""
    try:
        return load(_read_json(path), schema=_read_json(schema) if schema else None)
    except RulesetInvalid as error:
        lines = (f"{path}: {each.pointer or '/'}{_column(each.column)}: {each.detail}" for each in error.faults)
        raise CommandError("\n".join(lines)) from error


def _column(column: int | None) -> str:
    return f", column {column}" if column else ""


def _read_json(path: Path) -> Any:
    try:
        return DECODER.decode(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from error
    except msgspec.DecodeError as error:
        raise CommandError(f"{path}: no JSON: {error}.") from error


def _told(finding: Finding) -> str:
    return f"{finding.pointer}: {finding.kind}: {finding.detail}"


def _answer(decision: Decision) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "actions": [action.as_json() for action in decision.actions],
        "matched": decision.matched,
        "errors": decision.errors,
    }
    return answer if decision.trace is None else {**answer, "trace": decision.trace}
