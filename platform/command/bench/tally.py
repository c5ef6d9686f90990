"""What a load client has done since it began to count."""

import time

from msgspec import Struct


class Tally(Struct, frozen=True):
    """Units finished, and how long single requests took at their median and 99th percentile."""

    units: int
    seconds: float
    cpu_s: float
    p50_ms: float
    p99_ms: float


class Count:
    """Of all connections together, since it was made."""

    def __init__(self) -> None:
        self.units = 0
        self.times_s: list[float] = []
        self._began_s, self._began_cpu_s = time.perf_counter(), time.process_time()

    def add(self, units: int, taken_s: float) -> None:
        self.units += units
        self.times_s.append(taken_s)

    def tally(self) -> Tally:
        times_ms = sorted(1000 * taken_s for taken_s in self.times_s) or [0.0]
        return Tally(
            units=self.units,
            seconds=time.perf_counter() - self._began_s,
            cpu_s=time.process_time() - self._began_cpu_s,
            p50_ms=times_ms[len(times_ms) // 2],
            p99_ms=times_ms[len(times_ms) * 99 // 100],
        )
