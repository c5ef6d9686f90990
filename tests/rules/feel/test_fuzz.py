"""Whatever is written, there is an answer or a clear error.

A hundred of each in the suite; a hundred thousand by `pytest tests/rules/feel/test_fuzz.py --hypothesis-profile long
--timeout 0`.
"""

from hypothesis import given
from hypothesis import strategies as st

from rules.errors import FeelSyntaxError, LimitExceededError
from rules.feel.compiled import FUNCTION_NAMES, compile_expression
from rules.feel.scope import Scope

from .evaluation import evaluate

WORDS = st.sampled_from(
    ["1", "2.5", '"a"', "true", "null", "x", "x.y", "[1, 2]", "{a: 1}", '@"2020-01-01"', '@"P1D"', '@"10:00:00Z"',
     "[1..3]", "abs", "item", "?", "date and time", "for i in", "return", "some j in", "satisfies", "if", "then",
     "else", "function(n)", "and", "or", "not", "between", "in", "instance of", "number", "+", "-", "*", "/", "**",
     "=", "!=", "<", "<=", ">", ">=", "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "count(", "sum(", "string(",
     "sort(", "matches(", "substring(", "date(", "duration(", "max(", "sublist(", "before(", "context put("]
)  # fmt: skip
SCOPE = Scope.root({"x": None}, FUNCTION_NAMES)


def runs(text: str) -> None:
    """Evaluate a text; a fault of syntax and a limit are answers, any other exception is not."""
    try:
        compile_expression(text, SCOPE)
        evaluate(text, {"x": {"y": 3}})
    except (FeelSyntaxError, LimitExceededError) as error:
        assert str(error)  # noqa: PT017 - either way is fine


@given(st.text(max_size=60))
def test_any_text_gives_an_answer_or_a_fault(text: str) -> None:
    runs(text)


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_any_words_give_an_answer_or_a_fault(text: str) -> None:
    runs(text)


OPERATORS = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"]
LEAVES = st.sampled_from(
    ["1", "-2.5", "0", "1E400", '"a"', '""', "true", "null", "x", "x.y", "[]", "[1, null]", "{}", "{a: 1}",
     '@"2020-01-31"', '@"-999999999-01-01"', '@"P1D"', '@"-P1Y2M"', '@"10:00:00Z"',
     '@"2020-01-01T00:00:00@Asia/Jakarta"', "[1..3]", '(>= "a")', "abs", "function(n) n"]
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(OPERATORS), inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{a: {}, b: {}}}".format, inner, inner),
        st.builds("({})[{}]".format, inner, inner),
        st.builds("(if {} then {} else {})".format, inner, inner, inner),
        st.builds("(for i in {} return {})".format, inner, inner),
        st.builds("(some i in {} satisfies {})".format, inner, inner),
        st.builds("({}).{}".format, inner, st.sampled_from(["a", "year", "days", "time offset", "start"])),
        st.builds("{}({})".format, st.sampled_from(sorted(FUNCTION_NAMES)), inner),
        st.builds("{}({}, {})".format, st.sampled_from(sorted(FUNCTION_NAMES)), inner, inner),
        st.builds("{}({}, {}, {})".format, st.sampled_from(sorted(FUNCTION_NAMES)), inner, inner, inner),
    ),
    max_leaves=8,
)


@given(TREES)
def test_any_tree_gives_an_answer_or_a_limit(text: str) -> None:
    runs(text)
