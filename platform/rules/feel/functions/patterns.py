"""Functions with XPath's regular expressions (DMN 1.5, 10.3.4.3; XPath functions 3.1, 5.6), bounded in time."""

import re
from functools import lru_cache
from itertools import islice
from math import prod
from time import perf_counter

import regex

from ...errors import LimitExceededError
from ..built_in import feel
from ..scope import Run, of_size
from ..values import Value

MAX_PATTERN = 1_000
_REPEAT = re.compile(r"\{(\d+)(?:,(\d*))?\}", re.ASCII)
_COSTLY = re.compile(r"\\[pPiIcC]")
MAX_REPEATED = 1_000  # all counts multiplied, since repetitions of repetitions are unrolled
MAX_COSTLY = 4  # classes of thousands of characters
_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE}
_REPLACEMENT = re.compile(r"(?:[^\\$]|\\[\\$]|\$\d)*", re.DOTALL | re.ASCII)
_REFERENCE = re.compile(r"\\([\\$])|\$(\d+)", re.ASCII)


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> "regex.Pattern[str] | None":
    """Translate an XPath regular expression; None where it is none."""
    if len(pattern) > MAX_PATTERN or any(flag not in "smixq" for flag in flags):
        return None
    if len(_COSTLY.findall(pattern)) > MAX_COSTLY or _repeated(pattern) > MAX_REPEATED:
        return None
    if "q" in flags:
        pattern = re.escape(pattern)
    elif "x" in flags:
        pattern = _without_blanks(pattern)
    options = 0
    for flag in flags:
        options |= _FLAGS.get(flag, 0)
    try:
        translated = pattern if "q" in flags else _translated(pattern, int(options))
        return regex.compile(translated, options | regex.VERSION0)
    except (regex.error, OverflowError, ValueError, RecursionError):
        return None


def _translated(pattern: str, options: int) -> str:
    """In the words of `regex`; raises ValueError where it is none."""
    from elementpath.regex import RegexError, translate_pattern  # noqa: PLC0415 - no start shall wait for all of XPath

    try:
        return translate_pattern(pattern, options, xsd_version="1.1")
    except RegexError as error:
        raise ValueError(pattern) from error


def _repeated(pattern: str) -> int:
    """Give how often the innermost part may be unrolled."""
    counts = (max(int(least), int(most or "0"), 1) for least, most in _REPEAT.findall(pattern))
    return prod(islice(counts, MAX_REPEATED))


def _without_blanks(pattern: str) -> str:
    """Drop blanks outside of character classes, as the flag `x` wants, even behind a backslash."""
    kept, depth, is_escaped = [], 0, False
    for character in pattern:
        if character.isspace() and not depth:
            continue
        if not is_escaped:
            depth += (character == "[") - (character == "]" and depth > 0)
        is_escaped = character == "\\" and not is_escaped
        kept.append(character)
    return "".join(kept)


@feel("matches", "input: string", "pattern: string", "flags: string | null?", needs_run=True)
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool | None:
    """Say whether a regular expression is found in the string."""
    expression = compiled(pattern, flags or "")
    if expression is None:
        return None
    with _Patience(run) as patience:
        return expression.search(text, timeout=patience.left_s) is not None


@feel("replace", "input: string", "pattern: string", "replacement: string", "flags: string | null?", needs_run=True)
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    """Replace what a regular expression finds; `$1` stands for the first group."""
    expression = compiled(pattern, flags or "")
    is_literal = "q" in (flags or "")
    if expression is None or expression.search("") or not (is_literal or _REPLACEMENT.fullmatch(replacement)):
        return None

    size = len(text)

    def expand(found: "regex.Match[str]") -> str:
        nonlocal size
        put = replacement if is_literal else _expanded(replacement, found)
        size = of_size(size + len(put))
        return put

    with _Patience(run) as patience:
        replaced: str = expression.sub(expand, text, timeout=patience.left_s)
        return replaced


def _expanded(replacement: str, found: "regex.Match[str]") -> str:
    count = len(found.groups())

    def reference(part: re.Match[str]) -> str:
        if part.group(1):
            return part.group(1)
        digits = part.group(2)
        used = len(digits)
        while used > 1 and int(digits[:used]) > count:
            used -= 1
        group = int(digits[:used])
        return ((found.group(group) or "") if group <= count else "") + digits[used:]

    return _REFERENCE.sub(reference, replacement)


@feel("split", "string: string", "delimiter: string", needs_run=True)
def split(run: Run, text: str, delimiter: str) -> list[Value] | None:
    """Give the parts between what a regular expression finds."""
    expression = compiled(delimiter, "")
    if expression is None or expression.search(""):
        return None
    with _Patience(run) as patience:
        ends = [(found.start(), found.end()) for found in expression.finditer(text, timeout=patience.left_s)]
    of_size(len(ends))
    starts = [0, *(end for _, end in ends)]
    return [text[start:end] for start, end in zip(starts, [*(start for start, _ in ends), len(text)], strict=True)]


class _Patience:
    """Counts the time of regular expressions against their run: some take for ever on the right string."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._began = perf_counter()
        self.left_s = run.patience_s

    def __enter__(self) -> "_Patience":
        if self.left_s <= 0:
            raise LimitExceededError("regular expressions take too long")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._run.patience_s -= perf_counter() - self._began
        if kind is not None and issubclass(kind, TimeoutError):
            raise LimitExceededError("regular expressions take too long") from error
