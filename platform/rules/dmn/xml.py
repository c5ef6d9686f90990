"""DMN's XML, read without regard to the version's namespace; a document type is refused, as nothing needs one."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

from ..errors import RulesError


class ModelInvalid(RulesError):
    """The file is no DMN model."""


def parse_xml(text: bytes) -> Element:
    """Parse a document; raises ModelInvalid."""
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ModelInvalid("a model may not have a document type")
    try:
        return fromstring(text)  # noqa: S314 - without a document type there are no entities to expand
    except ParseError as error:
        raise ModelInvalid(f"the file is no XML: {error}") from error


def local(element: Element) -> str:
    """Give an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: Element, *names: str) -> Iterator[Element]:
    for child in element:
        if local(child) in names:
            yield child


def child(element: Element | None, *names: str) -> Element | None:
    return None if element is None else next(children(element, *names), None)


def text_of(element: Element | None, name: str = "text") -> str | None:
    """Give the text of a child element, blanks around it left out."""
    found = child(element, name)
    return None if found is None or found.text is None else found.text.strip()


def first_child(element: Element | None, but: tuple[str, ...] = ()) -> Element | None:
    """Give the first child that is not among the given names."""
    skipped = {*but, "description", "extensionElements"}
    return next((each for each in element if local(each) not in skipped), None) if element is not None else None
