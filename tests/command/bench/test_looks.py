"""What a look at fifty items costs is measured with the engine in its own process."""

from command.bench.looks import looked
from command.bench_patterns import Figures, as_text


async def test_a_look_takes_time_in_both_processes_and_both_hold_memory() -> None:
    looks = await looked(20)
    assert 0 < looks.engine_ms < looks.look_ms
    assert [each.looks for each in looks.memory] == [2, 20]
    assert all(each.asking_mib > 1 and each.engine_mib > 1 for each in looks.memory)
    told = as_text(Figures(rate=50, seconds=1, signals=25, p50_ms=80, p99_ms=200, looks=looks))
    assert "| 80 ms " in told
    assert "memory of the engine after 2 looks" in told
