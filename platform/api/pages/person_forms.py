"""What a form says of a person, as the bodies of the API have it; and what is wrong with it, by field."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from ..browser.forms import Form
from ..browser.languages import N_

MESSAGES: Mapping[str, str] = {
    "email": N_("This is no e-mail address."),
    "name": N_("A name, of at most 200 characters."),
    "role": N_("Choose one of these."),
    "tenants": N_("Somebody of a client belongs to one client."),
    "queues": N_("Choose queues that are there."),
    "skills": N_("Such as “credit 3, spanish 5”; levels are 1 to 10."),
    "capacity": N_("A number from 1 to 1,000."),
    "password": N_("At least 8 characters."),
}


def asked_in(form: Form, members: Collection[str]) -> Mapping[str, Any]:
    """These members of a person's record, as they were typed; what cannot be read stays text, and is a fault."""
    readers: Mapping[str, Callable[[], Any]] = {
        "tenants": lambda: form.all("tenants"),
        "queues": lambda: form.all("queues") or None,
        "skills": lambda: skills_in(form.text("skills")),
        "capacity": lambda: _number(form.text("capacity")),
        "password": lambda: form.exact("password") or None,
    }
    return {name: readers[name]() if name in readers else form.text(name) for name in members}


def skills_in(text: str) -> Mapping[str, Any]:
    """`credit 3, spanish`: without a level it is 1."""
    named = [part.split() for part in re.split(r"[,;\n]", text) if part.strip()]
    return {" ".join(words[:-1] or words): _level(words) for words in named}


def skills_text(skills: Mapping[str, int]) -> str:
    """As they are typed."""
    return ", ".join(f"{name} {level}" for name, level in sorted(skills.items()))


def _level(words: list[str]) -> Any:
    return 1 if len(words) == 1 else _number(words[-1])


def _number(text: str) -> Any:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else text or None
