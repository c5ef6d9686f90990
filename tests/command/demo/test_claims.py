"""The motor claims as documents."""

from datetime import date

import msgspec
import pytest

from command.demo.claims import Claim, day_of, read_claims


@pytest.fixture(scope="module")
def claims() -> list[Claim]:
    return read_claims()


def test_every_claim_becomes_a_document_with_a_reference_of_its_own(claims: list[Claim]) -> None:
    assert len(claims) == len({claim.number for claim in claims}) == 1000


def test_dates_of_the_file_name_the_month_first() -> None:
    assert day_of("1/25/2015") == date(2015, 1, 25)


def test_the_first_claim_reads_as_its_row_does(claims: list[Claim]) -> None:
    claim = claims[0]
    assert claim.number == "521585-20150125"
    assert claim.policy.bound_on == date(2014, 10, 17)
    assert (claim.vehicle.make, claim.vehicle.model, claim.vehicle.year) == ("Saab", "92x", 2004)
    assert str(claim.policy.annual_premium) == "1406.91"
    assert claim.incident.police_report is True
    assert claim.fraud_reported


def test_a_question_mark_is_left_out_of_the_document(claims: list[Claim]) -> None:
    theft = msgspec.json.decode(msgspec.json.encode(claims[1].incident))
    assert theft.keys().isdisjoint({"collision", "property_damage", "police_report"})
    assert sum(claim.incident.police_report is None for claim in claims) == 343


def test_no_authority_is_a_known_answer(claims: list[Claim]) -> None:
    assert sum(claim.incident.authorities == "None" for claim in claims) == 91


def test_the_parts_of_an_amount_add_up(claims: list[Claim]) -> None:
    assert all(c.parts.injury + c.parts.property + c.parts.vehicle == c.amount for c in claims)
