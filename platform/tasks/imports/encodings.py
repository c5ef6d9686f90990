"""How the bytes of a text are to be understood, when nobody says so, or wrongly."""

import codecs
from pathlib import Path

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = ("utf-8", "cp1252")
_LAST_RESORT = "latin-1"
_PIECE_BYTES = 1024 * 1024


def encoding_of(path: Path, said: str | None) -> str:
    """A byte-order mark decides; then what the sender says; then UTF-8 or Windows-1252, if the whole file is that; else
    Latin-1, in which every byte means something."""
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if said and _is_encoding(said):
        return codecs.lookup(said).name
    return next((guess for guess in _GUESSES if _is_whole_in(path, guess)), _LAST_RESORT)


def _is_encoding(name: str) -> bool:
    """One of text: Python's have compressors among them."""
    try:
        "".encode(name)
    except (LookupError, UnicodeError):
        return False
    return True


def _is_whole_in(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(_PIECE_BYTES):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
