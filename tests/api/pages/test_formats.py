"""What is kept from one row to the next is right for each: a time in another zone, a number of another type."""

from datetime import UTC, datetime
from decimal import Decimal

from jinja2 import Environment

from api.browser.formats import Formats
from api.browser.languages import N_, catalogue, translators
from api.browser.translating import LocalisedEnvironment

AT = datetime(2026, 1, 5, 22, 30, tzinfo=UTC)
PAGE = "{{ at|clock('UTC') }} {{ at|clock('Asia/Jakarta') }}"


def test_one_moment_is_written_by_the_clock_of_each_zone() -> None:
    made = Environment(autoescape=True)
    made.filters.update(Formats(catalogue("en")).filters())
    text = made.from_string(PAGE).render(at=AT, now=AT)
    assert 'title="5 Jan 2026, 22:30:00 UTC">22:30<' in text
    assert 'title="6 Jan 2026, 05:30:00 WIB">05:30<' in text


def test_equal_numbers_are_written_the_same() -> None:
    number = Formats(catalogue("en")).number
    assert [number(1_000), number(Decimal("1000.00")), number(1000.0)] == ["1,000"] * 3
    assert [number(0.125), number(Decimal("1234.5678"))] == ["0.125", "1,234.5678"]


def test_what_is_put_into_words_is_escaped_and_the_words_are_those_of_the_language() -> None:
    indonesian, english = (translators(catalogue(locale)) for locale in ("id", "en"))
    assert english["gettext"](N_("Audit <b>%(name)s</b>"), name="<i>") == "Audit <b>&lt;i&gt;</b>"
    assert [each["_"](N_("Verify")) for each in (indonesian, english)] == ["Periksa keutuhan", "Verify"]
    assert english["ngettext"]("%(num)s item", "%(num)s items", 2) == "2 items"


def test_words_that_are_known_when_a_template_is_compiled_are_text_of_it() -> None:
    made = LocalisedEnvironment(catalogue("id"), autoescape=True, extensions=["jinja2.ext.i18n"])
    template = (
        "{% trans %}Verify{% endtrans %} {{ _('Verify') }} {{ _(told) }} {% trans n=told %}<i>{{ n }}{% endtrans %}"
    )
    told = "Periksa keutuhan Periksa keutuhan Periksa keutuhan <i>Verify"
    assert made.from_string(template).render(told="Verify") == told
