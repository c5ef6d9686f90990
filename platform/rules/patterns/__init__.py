"""Patterns: rules over several items. What an item is to a pattern is decided by FEEL, what several are together by
joins over small facts, which an engine or the reference here work out; both give the same matches.

`candidate` looks at one item, `limited` keeps as many as one look may take, `matches` gives the sets; `reduce` and
`understood` are the way to the engine and back; `signals` says what a set raises.
"""

from .candidates import Candidate, SeenItem, candidate
from .keys import keys_of
from .limits import MOST_READ, MOST_SETS, Limited, limited
from .matches import Match
from .pattern import Pattern
from .raising import Part, parts_of, receiver_of, signals
from .reduction import Program, reduce, understood
from .reference import matches
from .trying import MOST_ITEMS, Tried, TriedMatch, tried

__all__ = [
    "MOST_ITEMS",
    "MOST_READ",
    "MOST_SETS",
    "Candidate",
    "Limited",
    "Match",
    "Part",
    "Pattern",
    "Program",
    "SeenItem",
    "Tried",
    "TriedMatch",
    "candidate",
    "keys_of",
    "limited",
    "matches",
    "parts_of",
    "receiver_of",
    "reduce",
    "signals",
    "tried",
    "understood",
]
