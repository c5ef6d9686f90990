"""What a soak came to, as one line or as JSON."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct


class Figures(Struct, frozen=True):
    """`recovery_s`: the longest by kind of single fault, and of storms; `slow`: those of them that took longer than is
    promised; `violations` in words."""

    seconds: float
    seed: int
    items: int
    completions: int
    faults: dict[str, int]
    longest_pause_s: float
    recovery_s: dict[str, float]
    slow: list[str]
    violations: list[str]

    def as_json(self) -> str:
        return msgspec.json.encode(self).decode()

    def as_line(self) -> str:
        return (
            f"soak of {self.seconds:.0f} s (seed {self.seed}): {self.items:,} items, {self.completions:,} completions; "
            f"{sum(self.faults.values())} faults ({_listed(self.faults, '{}')}); "
            f"longest pause of a client {self.longest_pause_s:.1f} s; "
            f"longest recovery ({_listed(self.recovery_s, '{:.1f} s')}{', TOO SLOW: ' * bool(self.slow)}"
            f"{', '.join(self.slow)}); "
            f"{len(self.violations) or 'no'} violation{'' if len(self.violations) == 1 else 's'}"
        )


def _listed(figures: Mapping[str, float], shape: str) -> str:
    return ", ".join(f"{name} {shape.format(figure)}" for name, figure in sorted(figures.items()))
