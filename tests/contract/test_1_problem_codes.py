"""Each code that a problem may have, by requests that bring it about."""

import pytest

from api.problems import INTERNAL, KINDS, OF_ROUTING, UNAVAILABLE
from tests.api.conftest import problem
from tests.contract.mishaps import MISHAPS
from tests.contract.places import Place

STATUSES = {kind.code: kind.status for kind in (*KINDS.values(), *OF_ROUTING.values(), INTERNAL, UNAVAILABLE)}
ELSEWHERE = {
    "internal": "no request brings it about: tests/api/test_problems.py",
    "unavailable": "the database has to go away: tests/api/test_outages.py",
    "disconnected": "whoever went away sees no answer: tests/api/test_problems.py",
    "bad-request": "what the web framework refuses of itself",
    "forged": "only who asks with a session can be misled: tests/api/pages/test_rules.py",
}


@pytest.mark.parametrize("code", sorted(STATUSES.keys() - ELSEWHERE))
def test_a_problem_of_each_code_is_seen(place: Place, code: str) -> None:
    """§1 Errors are RFC 9457 `application/problem+json`: `type` (`urn:bpo:<code>`, e.g. `urn:bpo:lease-lost`),
    `title`, `status`, `detail`, and"""
    answer = MISHAPS[code](place)
    assert problem(answer) == (STATUSES[code], code)
    assert {"title", "detail"} <= answer.json().keys()
    assert ("retry-after" in answer.headers) == (code in ("in-flight", "contended"))
