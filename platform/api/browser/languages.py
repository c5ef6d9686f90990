"""The languages of the screens, and which of them a reader gets.

A message's id is its English text, so English needs no catalogue. Every other language has a folder of catalogues, one
for each noun, that are read as they are written: there is nothing to compile.
"""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError, negotiate_locale
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

LOCALES: Mapping[str, str] = {"en": "English", "id": "Bahasa Indonesia"}
"""By code; each in its own name."""

DEFAULT = "en"
MOST_KEPT = 5_000
"""Messages: all that templates have, and room for what they are given."""
CATALOGUES = Path(__file__).parents[1] / "translations"


_OWN: set[str] = set()
"""Every message that our templates and modules have: what is not among them is somebody's text."""


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Marks a message that is translated where it is shown."""
    _OWN.add(message)
    return message


class Catalogue(NullTranslations):
    """The messages of one language; one that it lacks stays English."""

    def __init__(self, locale: str) -> None:
        super().__init__()
        self.locale = Locale.parse(locale)
        self._messages = messages_of(locale)

    def gettext(self, message: str) -> str:
        found = self._messages.get(message)
        return found[0] if found else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        found = self._messages.get(msgid1)
        if not found:
            return msgid1 if n == 1 else msgid2
        return found[min(self._plural(n), len(found) - 1)]

    def _plural(self, n: int) -> int:
        return 0 if self.locale.plural_form(n) == "one" else 1


def translators(words: Catalogue) -> Mapping[str, Callable[..., Markup]]:
    """What templates call, as Jinja's own of the new style do, which call each other and the template's context three
    times for a message; one without variables is the same each time. What is no message of ours is shown as it is:
    markup in it is none, and a per cent sign no place for a value."""

    @lru_cache(maxsize=MOST_KEPT)
    def plain(message: str) -> Markup:
        return _filled(words.gettext(message), {})

    def gettext(message: str, /, **variables: Any) -> Markup:
        if message not in _OWN:
            return escape(message)
        return _filled(words.gettext(message), variables) if variables else plain(message)

    def ngettext(singular: str, plural: str, num: int, /, **variables: Any) -> Markup:
        return _filled(words.ngettext(singular, plural, num), {"num": num} | variables)

    return {"gettext": gettext, "ngettext": ngettext, "_": gettext}


def _filled(message: str, variables: Mapping[str, Any]) -> Markup:
    return Markup(message) % variables  # noqa: S704 - our own words; what is put into them is escaped


def messages_of(locale: str) -> dict[str, tuple[str, ...]]:
    """By the English singular: the translations for each of the language's numbers."""
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted((CATALOGUES / locale).glob("*.po")):
        with file.open("rb") as text:
            for message in read_po(text, locale=locale):
                if message.id:
                    english = message.id if isinstance(message.id, str) else message.id[0]
                    string = message.string or ""
                    found[english] = (string,) if isinstance(string, str) else tuple(string)
    return found


@cache
def catalogue(locale: str) -> Catalogue:
    return Catalogue(locale)


def chosen(account: str | None, accepted: str | None) -> str:
    """The code of a language that we have: the account's, else the first that the browser accepts."""
    if account is not None and account in LOCALES:
        return account
    wanted = [part.partition(";")[0].strip().replace("-", "_") for part in (accepted or "").split(",")]
    try:
        return negotiate_locale([each for each in wanted if each.isascii()], list(LOCALES), sep="_") or DEFAULT
    except (UnknownLocaleError, ValueError):
        return DEFAULT
