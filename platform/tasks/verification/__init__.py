"""What must be true of every installation at every moment, as named rules that only read.

A rule is one query, asked for a page of its subjects at a time, bound to one tenant; the decisions are made again from
the recorded cases. Whatever does not hold is a violation: there is none unless something was lost or done twice.
"""

from .verify import Verification, Violation

__all__ = ["Verification", "Violation"]
