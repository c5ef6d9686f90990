"""How values are written for a reader: numbers, days, times and spans in their language and in a tenant's time zone.

A time is shown as it is nearest to the reader, with the exact one on hover and for machines.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from .languages import Catalogue
from .texts import attributes, browser, countdown, label, words

_DAY = "d MMM y"
_WEEKDAY = "EEEE d MMM y"
_CLOCK = "HH:mm"
_EXACT = "d MMM y, HH:mm:ss"
_MONEY = "#,##0.00"
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86400
_FAR = timedelta(days=14)


@dataclass(frozen=True)
class Formats:
    """The filters of one language. `zone`, where one is given, is a name of IANA; else the page's."""

    words: Catalogue

    def filters(self) -> Mapping[str, Callable[..., Any]]:
        return {
            "number": self.number,
            "money": self.money,
            "percent": self.percent,
            "span": self.span,
            "day": self.day,
            "weekday": self.weekday,
            "clock": self.clock,
            "relative": self.relative,
            "until": self.until,
            "day_or_text": self.day_or_text,
            "countdown": countdown,
            "words": words,
            "label": label,
            "attributes": attributes,
            "browser": browser,
        }

    def number(self, value: Decimal | float) -> str:
        """With all its digits, and the language's marks between them."""
        return _number_of(value, self.words.locale.language)

    def money(self, value: Decimal | float) -> str:
        """With two decimals; the currency stands once, above."""
        return _number_of(value, self.words.locale.language, _MONEY)

    def percent(self, share: Decimal | float) -> str:
        """Of a share from 0 to 1."""
        return _share_of(share, self.words.locale.language)

    def span(self, seconds: float | timedelta) -> str:
        """How long: `4 min 10 s`, `1 h 22 min`, `3 days`; of the two greatest units."""
        whole = round(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)
        _ = self.words.gettext
        if whole < _MINUTE_S:
            return _("%(s)d s") % {"s": whole}
        if whole < _HOUR_S:
            minutes, rest = divmod(whole, _MINUTE_S)
            return (_("%(min)d min %(s)d s") if rest else _("%(min)d min")) % {"min": minutes, "s": rest}
        if whole < _DAY_S:
            hours, rest = divmod(whole // _MINUTE_S, 60)
            return (_("%(h)d h %(min)d min") if rest else _("%(h)d h")) % {"h": hours, "min": rest}
        days = round(whole / _DAY_S)
        return self.words.ngettext("%(num)d day", "%(num)d days", days) % {"num": days}

    @pass_context
    def day(self, context: Context, value: Any, zone: str | None = None) -> Markup:
        """`5 May 1998`: of a date, or of a time in the zone."""
        when = _local(context, value, zone)
        return self._time(value, self._written(when, _DAY), self._exact(when))

    @pass_context
    def day_or_text(self, context: Context, text: str) -> Markup:
        """Of what a document says: a day, where it is one."""
        try:
            return self.day(context, text)
        except ValueError:
            return Markup.escape(text)

    @pass_context
    def weekday(self, context: Context, value: Any, zone: str | None = None) -> str:
        """`Wednesday 6 May 1998`."""
        return self._written(_local(context, value, zone), _WEEKDAY)

    @pass_context
    def clock(self, context: Context, value: datetime, zone: str | None = None) -> Markup:
        """`09:36`, with the day on hover, and before it when it is another than today."""
        when, today = _local(context, value, zone), _local(context, context["now"], zone)
        text = self._written(when, _CLOCK)
        if when.date() != today.date():
            near = abs(when.date() - today.date()) < timedelta(days=7)
            text = f"{self._written(when, 'EEE' if near else 'd MMM')} {text}"
        return self._time(value, text, self._exact(when))

    @pass_context
    def relative(self, context: Context, value: datetime, zone: str | None = None) -> Markup:
        """`38 min ago`, `in 1 h 22 min`, `now`; the day itself when it is far."""
        when, away = _local(context, value, zone), value - context["now"]
        if abs(away) >= _FAR:
            return self._time(value, self._written(when, _DAY), self._exact(when))
        return self._time(value, self._away(away), self._exact(when))

    @pass_context
    def until(self, context: Context, value: date) -> str:
        """How far a day is from today: `today`, `in 27 days`, `3 days ago`."""
        days = (_plain_day(value) - _local(context, context["now"], None).date()).days
        _, plural = self.words.gettext, self.words.ngettext
        if days == 0:
            return _("today")
        span = plural("%(num)d day", "%(num)d days", abs(days)) % {"num": abs(days)}
        return (_("in %(span)s") if days > 0 else _("%(span)s ago")) % {"span": span}

    def _away(self, away: timedelta) -> str:
        seconds = abs(away).total_seconds()
        if seconds < _MINUTE_S:
            return self.words.gettext("now")
        whole = seconds - seconds % _MINUTE_S
        sentence = "in %(span)s" if away > timedelta() else "%(span)s ago"
        return self.words.gettext(sentence) % {"span": self.span(whole)}

    def _exact(self, when: date) -> str:
        if not isinstance(when, datetime):
            return ""
        return f"{self._written(when, _EXACT)} {when.tzname() or ''}".rstrip()

    def _written(self, when: date, pattern: str) -> str:
        local = when.replace(tzinfo=None, microsecond=0) if isinstance(when, datetime) else when
        return _text_of(local, pattern, self.words.locale.language)

    def _time(self, value: Any, text: str, exact: str) -> Markup:
        title = f' title="{escape(exact)}"' if exact else ""
        machine = value.isoformat() if isinstance(value, date) else value
        return Markup(f'<time datetime="{escape(machine)}"{title}>{escape(text)}</time>')  # noqa: S704 - each is escaped


@lru_cache(maxsize=10_000)
def _number_of(value: Decimal | float, locale: str, pattern: str | None = None) -> str:
    """Equal ones are written the same, whatever their type. By the language's pattern, with all digits, or by one."""
    return str(format_decimal(value, format=pattern, locale=locale, decimal_quantization=pattern is not None))


@lru_cache(maxsize=10_000)
def _share_of(value: Decimal | float, locale: str) -> str:
    return str(format_percent(value, locale=locale))


@lru_cache(maxsize=10_000)
def _text_of(when: date, pattern: str, locale: str) -> str:
    """Of a time without its zone, since two of one moment are equal in any. Kept: lists show the same times all day."""
    write = format_datetime if isinstance(when, datetime) else format_date
    return str(write(when, pattern, locale=locale))


def _local(context: Context, value: Any, zone: str | None) -> Any:
    """A time as the zone's clocks show it; a date, or its text, as a date."""
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone or context["zone"]))
    return _plain_day(value)


def _plain_day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


UTC_NAME = str(UTC)
"""The zone of a page that is about no tenant."""
