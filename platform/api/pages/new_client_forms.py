"""What the page of a new client asks for, and what is wrong with what was answered. Pure but for the packs' files."""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from packs.beginning import KINDS, Field, key_of, process_of
from packs.pack import Pack, pack_keys, read_pack
from tasks.time_zones import time_zones
from tenants.models import SLUG

from ..browser.forms import Form
from ..browser.languages import N_
from .account import SHORTEST

ROWS = 6
"""Fields that are asked for; more are added when the client is there."""

LONGEST_NAME = 200
FROM_NOTHING = "own"
_COUNTRY = re.compile("[A-Z]{2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_TEXTS = ("slug", "name", "timezone", "country", "process", "email", "work", "queue")


class Wanted(Struct, frozen=True):
    """`process` is the key of a pack, FROM_NOTHING (of `work`, `queue` and `fields`), or empty; without `email` nobody
    is made."""

    slug: str
    name: str
    timezone: str
    country: str
    process: str
    email: str
    work: str
    queue: str
    password: str
    fields: Sequence[Field]

    def pack(self) -> Pack | None:
        if self.process == FROM_NOTHING:
            return process_of(self.work, self.fields, self.queue)
        return read_pack(self.process) if self.process else None


def wanted_in(form: Form) -> Wanted:
    texts = {name: form.text(name) for name in _TEXTS}
    rows = zip(form.all("field_name"), form.all("field_kind"), form.all("field_needed"), strict=False)
    fields = [Field(name.strip(), kind, needed == "yes") for name, kind, needed in rows if name.strip()]
    is_own = texts["process"] == FROM_NOTHING
    return Wanted(**texts, password=form.exact("password"), fields=fields if is_own else ())


def faults_of(wanted: Wanted) -> Mapping[str, str]:
    """By field, as messages."""
    checks = {
        "slug": (re.fullmatch(SLUG, wanted.slug), N_("Small letters, figures, - and _; a letter first.")),
        "name": (_is_name(wanted.name), N_("A name, of at most 200 characters.")),
        "timezone": (wanted.timezone in time_zones(), N_("A zone such as Europe/Berlin.")),
        "country": (_COUNTRY.fullmatch(wanted.country), N_("Two letters, such as DE.")),
        "process": (wanted.process in ("", FROM_NOTHING, *pack_keys()), N_("Choose one of these.")),
        "email": (not wanted.email or _EMAIL.fullmatch(wanted.email), N_("This is no e-mail address.")),
        "password": (not wanted.email or len(wanted.password) >= SHORTEST, N_("At least 8 characters.")),
    }
    if wanted.process == FROM_NOTHING:
        checks |= {
            "work": (_can_be_keyed(wanted.work), N_("A name that begins with a letter.")),
            "queue": (_can_be_keyed(wanted.queue), N_("A name that begins with a letter.")),
            "fields": (_fit(wanted.fields), N_("Each has a name of its own that begins with a letter.")),
        }
    return {field: message for field, (is_good, message) in checks.items() if not is_good}


def _is_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST_NAME


def _can_be_keyed(name: str) -> bool:
    return _is_name(name) and bool(key_of(name))


def _fit(fields: Sequence[Field]) -> bool:
    keys = [field.key for field in fields]
    return all(keys) and len(set(keys)) == len(keys) and all(field.kind in KINDS for field in fields)
