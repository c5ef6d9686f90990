"""Rules as data: FEEL, decision tables and their check; a pure function from a case and a ruleset to a decision.

`load(content, schema=...)` gives a `Ruleset` or raises `RulesetInvalid`; `decide(ruleset, case)` gives a `Decision`;
`check(ruleset, catalogue)` gives a `Report`. Nothing here knows a clock, a database or the network.
"""

from .case import complete_case
from .checking.check import check
from .decide import decide
from .decision import Action, Conflict, Decision, Failed, Match, TraceRow
from .errors import Fault, RulesError, RulesetInvalid
from .explain import Explanation, explain
from .inputs import input_values
from .known import KnownField, known_fields
from .reading.load import load, read
from .report import Catalogue, Finding, Report
from .ruleset import Ruleset

__all__ = [
    "Action",
    "Catalogue",
    "Conflict",
    "Decision",
    "Explanation",
    "Failed",
    "Fault",
    "Finding",
    "KnownField",
    "Match",
    "Report",
    "RulesError",
    "Ruleset",
    "RulesetInvalid",
    "TraceRow",
    "check",
    "complete_case",
    "decide",
    "explain",
    "input_values",
    "known_fields",
    "load",
    "read",
]
