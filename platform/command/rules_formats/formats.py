"""Which format a file has, by its name; reads and writes rulesets in each."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from rules.dmn.reading import read_dmn
from rules.dmn.writing import write_dmn
from rules.dmn.xml import ModelInvalid
from rules.sheets.sheet import SheetInvalid

from .documents import json_text, read_json, read_yaml, yaml_text
from .source import FileUnusable, Source, nearest
from .spreadsheets import read_csv, read_workbook, write_csv, write_workbook

Found = TypeVar("Found")
BESIDE = ("patterns", "tests")  # of a ruleset, which are no tables


def read_source(path: Path) -> Source:
    """Read a ruleset; raises FileUnusable with a line for everything that is wrong."""
    return _of(path, _READ)(path, read_bytes(path))


def read_document(path: Path) -> Any:
    """Read a case or a schema: JSON, or YAML by its name."""
    read = read_yaml if path.suffix.lower() in (".yaml", ".yml") else read_json
    return read(path, read_bytes(path)).content


def read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnusable(f"{path}: {error.strerror}.") from error


def write_ruleset(path: Path, content: Mapping[str, Any], *, dmn: str) -> tuple[str, ...]:
    """Write a ruleset that can be loaded, as a file of that name, and give what the format has no place for."""
    data = _of(path, _WRITE)(content, path, dmn)
    try:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    except OSError as error:
        raise FileUnusable(f"{path}: {error.strerror}.") from error
    lost = [name for name in BESIDE if content.get(name)] if path.suffix.lower() in (".xlsx", ".csv") else []
    return tuple(f"{path} has no place for {name}: they are left out" for name in lost)


def _of(path: Path, known: Mapping[str, Found]) -> Found:
    found = known.get(path.suffix.lower())
    if found is None:
        raise FileUnusable(f"{path}: its name ends in none of {', '.join(known)}.")
    return found


def _read_model(path: Path, data: bytes) -> Source:
    try:
        imported, extra = read_dmn(data)
    except ModelInvalid as error:
        raise FileUnusable(f"{path}: {error}.") from error
    except SheetInvalid as error:
        raise FileUnusable("\n".join(f"{path}: {each.place}: {each.detail}" for each in error.misfits)) from error
    beside = read_json(path, extra.encode()).content if extra else {}
    return Source({**imported.content, **beside}, nearest(imported.places), imported.notes)


def _model(content: Mapping[str, Any], path: Path, dmn: str) -> bytes:
    beside = {name: content[name] for name in BESIDE if name in content}
    try:
        return write_dmn(content, path.stem, json_text(beside) if beside else None, version=dmn)
    except ModelInvalid as error:
        raise FileUnusable(f"{path}: {error}.") from error


_READ: dict[str, Callable[[Path, bytes], Source]] = {
    ".json": read_json,
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".dmn": _read_model,
    ".xlsx": read_workbook,
    ".csv": read_csv,
}
_WRITE: dict[str, Callable[[Mapping[str, Any], Path, str], str | bytes]] = {
    ".json": lambda content, path, dmn: json_text(content),
    ".yaml": lambda content, path, dmn: yaml_text(content),
    ".yml": lambda content, path, dmn: yaml_text(content),
    ".dmn": _model,
    ".xlsx": lambda content, path, dmn: write_workbook(content),
    ".csv": lambda content, path, dmn: write_csv(content),
}
