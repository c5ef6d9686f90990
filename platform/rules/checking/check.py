"""Checks a ruleset as a whole."""

from itertools import filterfalse

from ..report import Catalogue, Finding, Report
from ..ruleset import Doubt, Ruleset
from .coverage import coverage
from .cycles import cycles
from .references import unknown_references
from .stored_tests import failing_tests


def check(ruleset: Ruleset, catalogue: Catalogue | None, own_type: str = "") -> Report:
    """Give what is wrong, which forbids to publish, and what is doubtful.

    Without a catalogue, as for rules in a file, the keys that rules name are taken to be there. `own_type` is the
    work type that the ruleset is bound to.
    """
    unknown = () if catalogue is None else unknown_references(ruleset, catalogue)
    endless, doubtful = cycles(ruleset)
    errors = [*unknown, *map(_finding, filter(_is_wrong, ruleset.doubts)), *failing_tests(ruleset, own_type), *endless]
    warnings = [*map(_finding, filterfalse(_is_wrong, ruleset.doubts)), *doubtful, *coverage(ruleset)]
    return Report(tuple(errors), tuple(warnings))


def _is_wrong(doubt: Doubt) -> bool:
    """In a pattern, which is looked at over and over and never says why it does not match."""
    return doubt.pointer.startswith("/patterns/")


def _finding(doubt: Doubt) -> Finding:
    return Finding(
        doubt.kind, doubt.pointer, doubt.detail, doubt.table, None if doubt.rule is None else (doubt.rule,), doubt.mend
    )
