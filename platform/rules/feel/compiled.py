"""FEEL's text to code: parses an expression or a cell and translates it, with all nodes and functions known."""

from dataclasses import dataclass

from . import code_calls, code_forms, code_operators, code_paths, tree
from .built_in import FUNCTIONS
from .codes import Code, code
from .functions import contexts, conversion, dates, lists, numeric, patterns, ranges, sorting, strings
from .issues import Issue
from .parse import parse_expression, parse_unary_tests
from .scope import Scope
from .shape import Shape
from .tests_of_cells import Test, cell_code

DECLARING = (  # imported for the translations and functions that they register
    code_calls, code_forms, code_operators, code_paths,
    contexts, conversion, dates, lists, numeric, patterns, ranges, sorting, strings,
)  # fmt: skip
FUNCTION_NAMES = frozenset(FUNCTIONS)


@dataclass(frozen=True, slots=True)
class CompiledExpression:
    text: str
    node: tree.Node
    code: Code
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class CompiledCell:
    text: str
    tests: tree.UnaryTests
    test: Test
    issues: tuple[Issue, ...]


def compile_expression(text: str, scope: Scope) -> CompiledExpression:
    """Parse and translate an expression; raises FeelSyntaxError."""
    parsed = parse_expression(text, scope)
    return CompiledExpression(text, parsed.node, code(parsed.node), parsed.issues)


def compile_cell(text: str, scope: Scope, shape: Shape | None = None) -> CompiledCell:
    """Parse and translate the unary tests of an input of that shape; raises FeelSyntaxError."""
    parsed = parse_unary_tests(text, scope, shape)
    return CompiledCell(text, parsed.tests, cell_code(parsed.tests), parsed.issues)
