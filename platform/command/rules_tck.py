"""`bpo rules tck DIR`: runs the DMN kit's cases under a folder, at any depth."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rules.dmn.evaluate import Decisions
from rules.dmn.tck import CaseResult, run_cases
from rules.dmn.xml import ModelInvalid

from .terminal import say


def run_kit(folder: Path) -> Iterator[tuple[Path, CaseResult]]:
    """Run every case of every test file; the models of a test are all those of its folder."""
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    for parent in sorted({path.parent for path in folder.rglob("*.dmn")}):
        decisions: Decisions | str
        try:
            decisions = Decisions({path.name: path.read_bytes() for path in sorted(parent.glob("*.dmn"))})
        except ModelInvalid as error:
            decisions = str(error)
        for test in sorted(parent.glob("*.xml")):
            yield from ((test, result) for result in _results(test, decisions, now))


def _results(test: Path, decisions: Decisions | str, now: str) -> Iterator[CaseResult]:
    if isinstance(decisions, str):
        yield CaseResult("*", decisions)
        return
    try:
        yield from run_cases(test.read_bytes(), decisions, now)
    except ModelInvalid as error:
        yield CaseResult("*", str(error))


def tck(folder: Path) -> int:
    """Name each case that failed and count; gives the exit code."""
    passed, failed = 0, 0
    for path, result in run_kit(folder):
        if result.failure is None:
            passed += 1
        else:
            failed += 1
            say(f"{path.relative_to(folder)} {result.case}: {result.failure}")
    say(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1
