"""The messages that templates and modules show, as Babel extracts them, and the text that no translator could reach."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from jinja2.ext import babel_extract

API = Path(__file__).parents[3] / "platform" / "api"
TEMPLATES = API / "templates"
OPTIONS = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "extensions": "jinja2.ext.do"}
KEYWORDS = ("_", "gettext", "ngettext")


def of_templates() -> Iterator[tuple[str, object]]:
    """Place and message, a pair of messages where there is a plural."""
    for file in sorted(TEMPLATES.rglob("*.html")):
        with file.open("rb") as text:
            for line, _function, message, _comments in babel_extract(text, KEYWORDS, [], OPTIONS):
                yield f"{file.relative_to(API)}:{line}", message


def of_modules() -> Iterator[tuple[str, object]]:
    keywords = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "plural": (1, 2)}
    for file in sorted([*(API / "browser").glob("*.py"), *(API / "pages").glob("*.py")]):
        for line, message, _comments, _context in extract_from_file("python", file, keywords=keywords):
            yield f"{file.relative_to(API)}:{line}", message


def english() -> dict[str, str]:
    """Every message by its English singular, with the first place where it is shown."""
    found: dict[str, str] = {}
    for place, message in [*of_templates(), *of_modules()]:
        singular = message[0] if isinstance(message, tuple) else message
        if isinstance(singular, str) and singular:
            found.setdefault(singular, place)
    return found


def untranslatable() -> Iterator[str]:
    """Words that stand in a template outside of what is translated: between tags, or in an attribute that is read."""
    for file in sorted(TEMPLATES.rglob("*.html")):
        html = _NOT_SHOWN.sub("", file.read_text(encoding="utf-8"))
        for words in [*_READ_ATTRIBUTES.findall(html), *re.split(r"<[^>]*>", html)]:
            if '="' not in words and re.search(r"[A-Za-z]{2,}", re.sub(r"&\w+;|\bbpo\b", " ", words)):
                yield f"{file.relative_to(API)}: {words.strip()}"


_NOT_SHOWN = re.compile(
    r"{#.*?#}|{%-?\s*trans\b.*?{%-?\s*endtrans\s*-?%}|{%.*?%}|{{.*?}}|<code>.*?</code>|<kbd>.*?</kbd>", re.DOTALL
)
_READ_ATTRIBUTES = re.compile(r'\b(?:title|aria-label|alt|placeholder|data-label|data-key-name)="([^"]*)"')
