"""Durations as people write them, `2 d 4 h`, and as the product keeps them, `P2DT4H`; texts of several lines. Pure."""

import re

_UNITS = (("w", "W"), ("d", "D"), ("h", "H"), ("min", "M"), ("s", "S"))
_ISO = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?")
_WRITTEN = re.compile(r"(?:(\d+)\s*w)?\s*(?:(\d+)\s*d)?\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*min)?\s*(?:([\d.]+)\s*s)?")


def written(iso: str) -> str:
    """`P2DT4H` as `2 d 4 h`; what is no duration stays as it is."""
    found = _ISO.fullmatch(iso)
    parts = zip(found.groups(), _UNITS, strict=True) if found else ()
    return " ".join(f"{number} {unit}" for number, (unit, _) in parts if number) or iso


def duration(text: str) -> str:
    """`2 d 4 h` as `P2DT4H`; what is none stays as it is, and is said to be none where it is used."""
    found = _WRITTEN.fullmatch(text)
    if not text or found is None:
        return text
    parts = [f"{number}{iso}" if number else "" for number, (_, iso) in zip(found.groups(), _UNITS, strict=True)]
    date, clock = "".join(parts[:2]), "".join(parts[2:])
    return f"P{date}T{clock}" if clock else f"P{date}"


def lines(text: str) -> list[str]:
    """Without blanks around them, and without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
