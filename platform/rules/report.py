"""What a check of a ruleset against a tenant's catalogue finds, and that catalogue."""

from msgspec import Struct

from .errors import Mend


class Catalogue(Struct, frozen=True):
    """The keys that rules of a tenant may name."""

    queues: frozenset[str] = frozenset()
    task_types: frozenset[str] = frozenset()
    automations: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    work_types: frozenset[str] = frozenset()


class Finding(Struct, frozen=True, omit_defaults=True):
    kind: str
    pointer: str
    detail: str
    table: str | None = None
    rules: tuple[str, ...] | None = None
    mend: Mend | None = None


class Report(Struct, frozen=True):
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
