"""Every language says all that the screens say, and the screens say nothing that no translator could reach."""

import re

import pytest

from api.browser.languages import DEFAULT, LOCALES, catalogue, chosen, messages_of
from tests.api.pages.messages import english, untranslatable

OTHERS = [locale for locale in LOCALES if locale != DEFAULT]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@pytest.mark.parametrize("locale", OTHERS)
def test_a_language_has_every_message(locale: str) -> None:
    known = messages_of(locale)
    lacking = {place: message for message, place in english().items() if not all(known.get(message, ("",)))}
    assert lacking == {}


@pytest.mark.parametrize("locale", OTHERS)
def test_a_language_has_no_message_that_is_shown_no_more(locale: str) -> None:
    assert sorted(set(messages_of(locale)) - set(english())) == []


@pytest.mark.parametrize("locale", OTHERS)
def test_translations_have_the_places_for_values_of_the_english(locale: str) -> None:
    for message, translations in messages_of(locale).items():
        wanted = set(PLACEHOLDER.findall(message))
        for translation in translations:
            assert set(PLACEHOLDER.findall(translation)) in (wanted, wanted - {"%(num)d", "%(num)s", "%(n)s"}), message


def test_no_template_has_words_that_cannot_be_translated() -> None:
    assert list(untranslatable()) == []


def test_the_account_s_language_goes_before_the_browser_s() -> None:
    assert chosen("id", "en") == "id"
    assert chosen(None, "id-ID,id;q=0.9,en;q=0.8") == "id"
    assert chosen(None, "de-DE,de;q=0.9") == "en"
    assert chosen("xx", None) == "en"
    assert chosen(None, "*, ;;é") == "en"


def test_numbers_have_their_form() -> None:
    words = catalogue("id")
    one, many = (words.ngettext("%(num)d day", "%(num)d days", n) % {"num": n} for n in (1, 3))
    assert (one, many) == ("1 hari", "3 hari")
