from typing import Any

import pytest

from rules import read
from rules.feel import compiled
from rules.reading import translations

from .rulesets import rule, table

SCHEMA = {"type": "object", "properties": {"total": {"type": "number"}, "country": {"type": "string"}}}


@pytest.fixture
def translated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are translated from now on, in a process that kept none."""
    texts: list[str] = []

    def compile_cell(text: str, *parts: Any) -> compiled.CompiledCell:
        texts.append(text)
        return compiled.compile_cell(text, *parts)

    monkeypatch.setattr(translations, "_KEPT", translations._Kept())
    monkeypatch.setattr(translations, "compile_cell", compile_cell)
    return texts


def test_of_a_ruleset_that_is_read_again_only_what_changed_is_translated(translated: list[str]) -> None:
    read(content(">= 10", ">= 20"), schema=SCHEMA)
    read(content(">= 10", ">= 21"), schema=dict(SCHEMA))
    assert translated == [">= 10", ">= 20", ">= 21"]


def test_the_same_text_means_something_else_by_another_schema(translated: list[str]) -> None:
    strings = {"type": "object", "properties": {"total": {"type": "string"}}}
    kinds = [[doubt.kind for doubt in read(content(">= 10"), schema=each).doubts] for each in (SCHEMA, strings, SCHEMA)]
    assert kinds == [[], ["type_mismatch"], []]
    assert translated == [">= 10", ">= 10"]


def test_what_is_kept_is_bounded_and_the_schema_used_last_stays(
    translated: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translations, "MOST_BYTES", 20_000)
    for nth in range(20):
        read(content(">= 1", ">= 2", ">= 3"), schema={"title": str(nth)})
    translated.clear()
    read(content(">= 1"), schema={"title": "19"})
    assert translated == []
    read(content(">= 1"), schema={"title": "0"})
    assert translated == [">= 1"]
    read(content(*(f">= {nth}" for nth in range(100))), schema={"title": "0"})
    assert translations._KEPT.over({"title": "0"}).size_bytes < 23_000


def content(*limits: str) -> dict[str, Any]:
    return {"tables": [table(*(rule(f"r{nth}", {"document.total": limit}) for nth, limit in enumerate(limits)))]}
