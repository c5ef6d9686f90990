"""The engine, asked in the language that it does right, finds what brute force finds: 20,000 random cases here, any
number by `./bpo soak patterns`."""

import pytest

from command.soak.pattern_cases import compared
from workers.patterns.children import Child

PATTERNS_OF_A_PART = 125
ITEMS_OF_A_PATTERN = 10


@pytest.mark.parametrize("part", range(8))
@pytest.mark.parametrize("is_wild", [False, True], ids=["tame", "wild"])
async def test_the_engine_finds_what_brute_force_finds(part: int, is_wild: bool) -> None:
    child = Child()
    cases, matched, differences = 0, 0, []
    for number in range(PATTERNS_OF_A_PART):
        seed = f"{part}.{number}"
        async for each in compared(child, seed, is_wild=is_wild, times=ITEMS_OF_A_PATTERN):
            cases += 1
            matched += bool(each.expected)
            differences += [each] if each.found != each.expected else []
    await child.end()
    assert differences == []
    assert cases == PATTERNS_OF_A_PART * ITEMS_OF_A_PATTERN
    assert matched > cases / 20  # else the cases would prove little
