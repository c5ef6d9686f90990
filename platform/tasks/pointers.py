"""RFC 6901: where in a JSON document something is."""

from collections.abc import Iterable


def pointer(path: Iterable[str | int]) -> str:
    """The pointer to what lies at `path`; fit to be sent whatever the names are made of."""
    return "".join(f"/{escape(step) if isinstance(step, str) else step}" for step in path)


def escape(name: str) -> str:
    """One member's name as a pointer has it; what no UTF-8 can carry (a lone surrogate) becomes `?`."""
    return name.replace("~", "~0").replace("/", "~1").encode("utf-8", "replace").decode()


def parts_of(pointer: str) -> list[str]:
    """The names on the way that a pointer says."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
