"""JSON and YAML 1.2 with numbers as they are written, and the lines on which their parts stand."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import yaml

from .source import FileUnusable, Source

_JSON = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_CORE = (  # the schema that YAML 1.2 calls core: `on` and `no` are words, a date is a string
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
)
_INTEGER = re.compile(r"-?[0-9]+")


class _Loader(yaml.SafeLoader):
    """Reads YAML's core schema; a key that is there twice is a fault."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=True)
        if len(mapping) < len(node.value):
            raise yaml.constructor.ConstructorError(None, None, "a key is there twice", node.start_mark)
        return mapping


class _Dumper(yaml.SafeDumper):
    """Writes decimals with their digits, and everything as often as it is there."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _decimal(dumper: yaml.SafeDumper, number: Decimal) -> yaml.Node:
    text = str(number)
    kind = "int" if _INTEGER.fullmatch(text) else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


_Loader.yaml_implicit_resolvers = {}
for _name, _pattern, _first in _CORE:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_pattern})$"), [*_first, ""])
_Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(str(node.value)))
_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(str(node.value)))
_Dumper.add_representer(Decimal, _decimal)


def read_json(path: Path, data: bytes) -> Source:
    try:
        return Source(_JSON.decode(data), _Lines(data).place)
    except msgspec.DecodeError as error:
        raise FileUnusable(f"{path}: no JSON: {error}.") from error


def read_yaml(path: Path, data: bytes) -> Source:
    try:
        return Source(yaml.load(data, _Loader), _Lines(data).place)  # noqa: S506 - a SafeLoader with fewer types
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" line {mark.line + 1}, column {mark.column + 1}:" if mark else ""
        raise FileUnusable(f"{path}:{where} no YAML: {error.problem}.") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise FileUnusable(f"{path}: no YAML: {error}.") from error


def json_text(content: Any) -> str:
    return msgspec.json.format(_ENCODER.encode(content), indent=2).decode() + "\n"


def yaml_text(content: Any) -> str:
    return yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


class _Lines:
    """Finds the lines of a document's parts, when they are first asked for; JSON is YAML, too."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._root: yaml.Node | None = None

    def place(self, pointer: str) -> str:
        try:
            self._root = self._root or yaml.compose(self._data, _Loader)
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError):  # JSON that is no YAML: tabs before members
            return pointer or "/"
        node = self._root
        for step in pointer.split("/")[1:]:
            node = _step(node, step.replace("~1", "/").replace("~0", "~")) or node
        return f"line {node.start_mark.line + 1}, {pointer or '/'}" if node else pointer or "/"


def _step(node: yaml.Node | None, step: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((part for key, part in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and step.isdecimal() and int(step) < len(node.value):
        found: yaml.Node = node.value[int(step)]
        return found
    return None
