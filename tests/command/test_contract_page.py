"""docs/contract.md is what the tests quote: whole sentences once, each with every test that shows it."""

from pathlib import Path

from command.contract import DOCUMENT
from command.contract_page import SECTIONS, Held, held_in, page, quoted
from command.development import ROOT


def test_the_page_is_as_the_tests_say() -> None:
    assert DOCUMENT.read_text() == page(held_in(ROOT)), "run ./bpo contract"


def test_every_section_holds_something() -> None:
    assert {held.section for held in held_in(ROOT)} == set(SECTIONS)


def test_a_docstring_quotes_sentences_behind_what_it_says_itself() -> None:
    docstring = "Of its own.\n\n    §1 A sentence\n    of two lines.\n\n    §6 Another."
    assert list(quoted(docstring)) == [(1, "A sentence of two lines."), (6, "Another.")]
    assert list(quoted("Of its own.")) == []


def test_a_sentence_stands_once_with_all_that_show_it_or_a_part_of_it() -> None:
    held = [
        Held(1, "a part", "tests/contract/test_1_a.py", "first"),
        Held(1, "the whole with a part of it", "tests/contract/test_1_a.py", "second"),
        Held(2, "a part", "tests/contract/test_2_b.py", "third"),
    ]
    made = page(held)
    assert made.count("- the whole with a part of it") == 1
    first, second = "[first](../tests/contract/test_1_a.py)", "[second](../tests/contract/test_1_a.py)"
    assert f"{first}, {second}" in made
    assert "- a part  \n  [third](../tests/contract/test_2_b.py)" in made


def test_a_module_speaks_for_all_of_its_tests(tmp_path: Path) -> None:
    (tmp_path / "tests" / "contract").mkdir(parents=True)
    (tmp_path / "tests" / "contract" / "test_1_order.py").write_text('"""§1 First this."""\n\ndef test_a(): "§1 Then."')
    held = held_in(tmp_path)
    assert [(each.sentence, each.words, each.topic) for each in held] == [
        ("First this.", "order", "Order"),
        ("Then.", "a", "Order"),
    ]
