"""What samples say: medians over the rounds, and ratios that a machine's bad minute cannot bend."""

from msgspec import structs

from command.bench.figures import Sample, figures, standing

QUICK = Sample(units=1000, seconds=2, server_s=0.2, database_s=0.1, client_s=0.05, p50_ms=10, p99_ms=40)


def slowed(sample: Sample, factor: float) -> Sample:
    return structs.replace(
        sample,
        units=round(sample.units / factor),
        p50_ms=sample.p50_ms * factor,
        p99_ms=sample.p99_ms * factor,
    )


def test_cpu_times_are_told_in_microseconds_a_unit() -> None:
    told = figures([QUICK])
    assert (told.units_per_s, told.server_us, told.database_us, told.client_us) == (500, 200, 100, 50)


def test_one_bad_round_of_three_changes_no_figure() -> None:
    assert figures([QUICK, slowed(QUICK, 8), QUICK]) == figures([QUICK])


def test_who_needs_twice_the_cpu_time_does_half_the_work() -> None:
    held = standing("ours", [slowed(QUICK, 2)], [QUICK])
    assert (held.by_cpu, held.by_rate) == (0.5, 0.5)


def test_a_round_in_which_the_whole_machine_is_slow_does_not_change_the_ratios() -> None:
    ours = [slowed(QUICK, 2), slowed(QUICK, 10), slowed(QUICK, 2)]
    others = [QUICK, slowed(QUICK, 5), QUICK]
    assert standing("ours", ours, others).by_cpu == 0.5


def test_the_client_s_own_cpu_time_is_nobody_s_cost() -> None:
    held = standing("ours", [structs.replace(QUICK, client_s=9)], [QUICK])
    assert held.by_cpu == 1
