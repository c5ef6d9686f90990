"""What was measured of contenders, and what it says: medians over the rounds, ratios within each round. Pure."""

from collections.abc import Sequence
from statistics import median

from msgspec import Struct


class Sample(Struct, frozen=True):
    """One contender in one round. A unit is what a request finishes: an order, a claim with its completion."""

    units: int
    seconds: float
    server_s: float
    database_s: float
    client_s: float
    p50_ms: float
    p99_ms: float


class Figures(Struct, frozen=True):
    """CPU times are microseconds a unit; times of single requests are milliseconds."""

    units_per_s: float
    server_us: float
    database_us: float
    client_us: float
    p50_ms: float
    p99_ms: float


class Standing(Struct, frozen=True):
    """A contender beside the one that it is held against; the ratios are None of that one itself.

    `by_cpu`: how much of the other's work it does with the same CPU time of server and database; `by_rate`: in the same
    time, on cores that servers and client share.
    """

    name: str
    figures: Figures
    by_cpu: float | None = None
    by_rate: float | None = None


class Outcome(Struct, frozen=True):
    """Of a contest; `aim` is for `by_cpu`. The contender that all are held against stands last."""

    title: str
    unit: str
    aim: float
    standings: list[Standing]


def figures(samples: Sequence[Sample]) -> Figures:
    """Each figure's median on its own."""
    return Figures(
        units_per_s=median(one.units / one.seconds for one in samples),
        server_us=median(per_unit_us(one, one.server_s) for one in samples),
        database_us=median(per_unit_us(one, one.database_s) for one in samples),
        client_us=median(per_unit_us(one, one.client_s) for one in samples),
        p50_ms=median(one.p50_ms for one in samples),
        p99_ms=median(one.p99_ms for one in samples),
    )


def standing(name: str, samples: Sequence[Sample], others: Sequence[Sample]) -> Standing:
    """The ratios are medians of those within a round, so that a machine that slows down meanwhile slows both."""
    pairs = list(zip(samples, others, strict=True))
    return Standing(
        name=name,
        figures=figures(samples),
        by_cpu=median(_cpu_us(other) / _cpu_us(one) for one, other in pairs),
        by_rate=median(_rate(one) / _rate(other) for one, other in pairs),
    )


def per_unit_us(sample: Sample, seconds: float) -> float:
    return 1e6 * seconds / sample.units


def _cpu_us(sample: Sample) -> float:
    return per_unit_us(sample, sample.server_s + sample.database_s)


def _rate(sample: Sample) -> float:
    return sample.units / sample.seconds
