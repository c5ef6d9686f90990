"""The words by which items are found, and how they are entered: after the document, and once for all its versions."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from tasks import amending
from tasks.cases import Subject
from tasks.entering import enter_words
from tasks.words import LONGEST, MOST_WORDS, words_in, words_of
from tenants.settings import Settings
from tests.tasks.scenes import Scene, on, scene


@pytest.fixture
async def here(settings: Settings) -> AsyncIterator[Scene]:
    async with scene(settings, on("received", {"create_task": {"type": "check", "queue": "desk"}})) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ernst Handel", ["ernst", "handel"]),
        ("“Wimmers gute Semmelknödel”, 12 kg.", ["wimmers", "gute", "semmelknödel", "12", "kg"]),
        ("anna@example.com; O'Neill SO-11072/a", ["anna@example.com", "o'neill", "so-11072"]),
        ("\uff26\uff35\uff2c\uff2c \ufb01ne", ["full", "fine"]),
        ("a - ? ...", []),
        ("x" * 90, ["x" * LONGEST]),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert list(words_of(text)) == words


def test_a_document_s_words_are_those_of_its_texts_however_deep_and_the_first_of_many() -> None:
    assert words_in({"a": "one", "b": [{"c": "two one"}], "d": 333, "e": None}) == ["one", "two"]
    assert words_in("") == []
    assert len(words_in([f"w{n}" for n in range(100)])) == MOST_WORDS


async def test_words_are_entered_after_the_document_and_follow_it(here: Scene) -> None:
    item = await here.submit({"name": "Ernst Handel"})
    other = await here.submit({"name": "Handel"})

    async def entered() -> list[tuple[str, bool]]:
        await enter_words(here.db, [here.tenant_id], 10)
        rows = await here.rows("select word, work_item_id from item_words order by 1, work_item_id")
        return [(row["word"], row["work_item_id"] == item.id) for row in rows]

    assert await entered() == [("ernst", True), ("handel", True), ("handel", False)]
    for name in ("Anna Handel", "Anna Karenina"):
        decide = partial(amending.amend, actor={"role": "client"}, patch={"name": name})
        case = await here.case(item.id)
        await here.office.cases.change(here.db, case, Subject("item", item.id), decide, here.moment())
    assert await entered() == [("anna", True), ("handel", False), ("karenina", True)]
    assert await enter_words(here.db, [here.tenant_id], 10) == 0
    assert other.id != item.id
