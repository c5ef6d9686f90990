"""What can be wrong with rules: the text of an expression, the shape of a ruleset, or the cost of evaluating it."""

from msgspec import Struct


class Mend(Struct, frozen=True, omit_defaults=True):
    """What somebody may have meant: the text instead of the one that a pointer names, or another name of the member."""

    text: str | None = None
    name: str | None = None


class Fault(Struct, frozen=True, omit_defaults=True):
    """One thing wrong with a ruleset: an RFC 6901 pointer into it, and the column (from 1) in an expression's text."""

    pointer: str
    detail: str
    column: int | None = None
    mend: Mend | None = None


class RulesError(Exception):
    """The rules cannot be used."""


class FeelSyntaxError(RulesError):
    """The text is no FEEL."""

    def __init__(self, detail: str, at: int) -> None:
        super().__init__(detail)
        self.detail = detail
        self.at = at


class LimitExceededError(RulesError):
    """An expression wanted more steps, depth or memory than a rule may have."""


class RulesetInvalid(RulesError):
    """The content is no ruleset."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.detail}" for fault in faults))
        self.faults = faults
