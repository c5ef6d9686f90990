"""Templates, before anybody reads a page."""

from collections import Counter
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, meta

from api.browser.assets import Assets
from api.browser.languages import LOCALES, catalogue
from api.browser.rendering import TEMPLATES, Screens
from api.browser.translating import LocalisedEnvironment


def test_all_that_the_operator_s_screen_is_made_of_is_compiled_ahead_in_every_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled: Counter[str] = Counter()

    def seen(self: Environment, source: Any, name: str, *more: Any, **options: Any) -> Any:
        compiled[name] += 1
        return Environment.compile(self, source, name, *more, **options)

    monkeypatch.setattr(LocalisedEnvironment, "compile", seen)
    Screens((), Assets()).compile_ahead()
    needed = made_of("work/page.html") | made_of("work/between.html")
    assert {name: compiled[name] for name in needed} == dict.fromkeys(needed, len(LOCALES))


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_no_message_of_ours_is_shown_as_it_is(locale: str) -> None:
    environment = LocalisedEnvironment(catalogue(locale), autoescape=True, extensions=["jinja2.ext.i18n"])
    page = environment.from_string("{{ _(said) }}|{{ _(said, name='x') }}|{{ _('Tasks <b>%(of)s</b>', of=said) }}")
    foreign = "100% <i>%(name)s"
    escaped = "100% &lt;i&gt;%(name)s"
    assert page.render(said=foreign) == f"{escaped}|{escaped}|Tasks <b>{escaped}</b>"


def made_of(name: str) -> set[str]:
    """The template, and all that it extends, includes and imports."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, extensions=["jinja2.ext.i18n"])
    found, to_read = set(), [name]
    while to_read:
        each = to_read.pop()
        if each not in found:
            found.add(each)
            source = (TEMPLATES / each).read_text()
            to_read += [other for other in meta.find_referenced_templates(environment.parse(source)) if other]
    return found
