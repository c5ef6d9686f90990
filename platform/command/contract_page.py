"""docs/contract.md as text: every sentence of the contract that a test says it holds, with the tests that show it. Pure
but for reading the tests' own text.

A test holds a sentence by quoting it in its docstring, behind the number of its section; a module's docstring speaks
for all of its tests:

    def test_a_first_put_is_201_and_later_ones_200(place):
        '''§1 A first PUT of a key 201, later ones 200.'''
"""

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from msgspec import Struct

SECTIONS = {
    1: "Conventions",
    2: "Starting, tenants, people",
    3: "Configuration",
    4: "Rules",
    5: "Work in",
    6: "Work out",
    7: "Seeing and proving",
}
_QUOTE = re.compile(r"§(\d) ")
_PREFIX = re.compile(r"^test_(?:\d_)?")
_HEAD = """\
# The contract, sentence by sentence

What programs outside this repository rely on, and the tests that show each sentence. `./bpo contract` makes this page
from what the tests quote, and `./bpo check` sees that it has been: a sentence is changed in its test.
"""


class Held(Struct, frozen=True):
    """A sentence and what shows it, in words; `file` from the root of the repository."""

    section: int
    sentence: str
    file: str
    words: str

    @property
    def topic(self) -> str:
        return _words(Path(self.file).stem).capitalize()


def held_in(root: Path) -> list[Held]:
    """Of all tests, those of the contract's own folder first, in the order in which they stand."""
    files = sorted((root / "tests").rglob("test_*.py"), key=lambda file: (file.parent.name != "contract", file))
    return [held for file in files for held in _held_by(file.read_text(), str(file.relative_to(root)))]


def page(held: Sequence[Held]) -> str:
    """In Markdown."""
    parts = [_HEAD]
    for number, title in SECTIONS.items():
        parts.append(f"## {number} {title}\n")
        parts += _topics(_by_sentence([each for each in held if each.section == number]))
    return "\n".join(parts)


def quoted(docstring: str) -> Iterator[tuple[int, str]]:
    """The sentences with their sections; what stands before the first is the test's own affair."""
    _, *parts = _QUOTE.split(docstring)
    for section, sentence in zip(parts[::2], parts[1::2], strict=True):
        yield int(section), " ".join(sentence.split())


def _held_by(text: str, file: str) -> Iterator[Held]:
    module = ast.parse(text)
    documented = [(Path(file).stem, ast.get_docstring(module)), *_functions(module.body)]
    for name, docstring in documented:
        for section, sentence in quoted(docstring or ""):
            yield Held(section, sentence, file, _words(name))


def _functions(body: Sequence[ast.stmt]) -> Iterator[tuple[str, str | None]]:
    """Names and docstrings, those of classes too."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, ast.get_docstring(node)


def _words(name: str) -> str:
    return _PREFIX.sub("", name).replace("_", " ")


def _by_sentence(held: Sequence[Held]) -> list[tuple[str, list[Held]]]:
    """Part of a sentence that another test quotes as a whole stands with that."""
    sentences = list(dict.fromkeys(each.sentence for each in held))
    whole = {part: max((each for each in sentences if part in each), key=len) for part in sentences}
    shown: dict[str, list[Held]] = {}
    for each in held:
        shown.setdefault(whole[each.sentence], []).append(each)
    return list(shown.items())


def _topics(shown: Sequence[tuple[str, list[Held]]]) -> Iterator[str]:
    for topic, sentences in groupby(shown, key=lambda each: each[1][0].topic):
        yield f"### {topic}\n"
        for sentence, tests in sentences:
            yield f"- {sentence}  \n  {', '.join(dict.fromkeys(map(_link, tests)))}"
        yield ""


def _link(held: Held) -> str:
    return f"[{held.words}](../{held.file})"
