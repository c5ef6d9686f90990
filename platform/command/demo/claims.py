"""The motor claims as documents that an insurer would send: `?` is left out, dates are ISO, YES and NO are booleans."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from .files import CLAIMS, Row, read_rows


class Policy(Struct, frozen=True):
    number: str
    bound_on: date
    state: str
    liability_limits: str
    deductible: Decimal
    annual_premium: Decimal
    umbrella_limit: Decimal


class Insured(Struct, frozen=True):
    age: int
    months_as_customer: int
    sex: str
    zip: str
    education: str
    occupation: str
    hobby: str
    relationship: str
    capital_gains: Decimal
    capital_loss: Decimal


class Incident(Struct, frozen=True, omit_defaults=True):
    on: date
    hour: int
    type: str
    severity: str
    authorities: str
    state: str
    city: str
    street: str
    vehicles: int
    injured: int
    witnesses: int
    collision: str | None = None
    property_damage: bool | None = None
    police_report: bool | None = None


class Vehicle(Struct, frozen=True):
    make: str
    model: str
    year: int


class Parts(Struct, frozen=True):
    injury: Decimal
    property: Decimal
    vehicle: Decimal


class Claim(Struct, frozen=True):
    """A claim's document; its reference is `number`."""

    number: str
    policy: Policy
    insured: Insured
    incident: Incident
    vehicle: Vehicle
    amount: Decimal
    parts: Parts
    fraud_reported: bool


def read_claims(folder: Path = CLAIMS) -> list[Claim]:
    return [claim_of(row) for row in read_rows(folder / "insurance_claims.csv", unknown="?")]


def claim_of(row: Row) -> Claim:
    incident = incident_of(row)
    return Claim(
        number=f"{row['policy_number']}-{incident.on:%Y%m%d}",
        policy=policy_of(row),
        insured=insured_of(row),
        incident=incident,
        vehicle=Vehicle(make=row["auto_make"], model=row["auto_model"], year=int(row["auto_year"])),
        amount=Decimal(row["total_claim_amount"]),
        parts=Parts(
            injury=Decimal(row["injury_claim"]),
            property=Decimal(row["property_claim"]),
            vehicle=Decimal(row["vehicle_claim"]),
        ),
        fraud_reported=row["fraud_reported"] == "Y",
    )


def policy_of(row: Row) -> Policy:
    return Policy(
        number=row["policy_number"],
        bound_on=day_of(row["policy_bind_date"]),
        state=row["policy_state"],
        liability_limits=row["policy_csl"],
        deductible=Decimal(row["policy_deductable"]),
        annual_premium=Decimal(row["policy_annual_premium"]),
        umbrella_limit=Decimal(row["umbrella_limit"]),
    )


def insured_of(row: Row) -> Insured:
    return Insured(
        age=int(row["age"]),
        months_as_customer=int(row["months_as_customer"]),
        sex=row["insured_sex"],
        zip=row["insured_zip"],
        education=row["insured_education_level"],
        occupation=row["insured_occupation"],
        hobby=row["insured_hobbies"],
        relationship=row["insured_relationship"],
        capital_gains=Decimal(row["capital-gains"]),
        capital_loss=Decimal(row["capital-loss"]),
    )


def incident_of(row: Row) -> Incident:
    return Incident(
        on=day_of(row["incident_date"]),
        hour=int(row["incident_hour_of_the_day"]),
        type=row["incident_type"],
        severity=row["incident_severity"],
        authorities=row["authorities_contacted"],
        state=row["incident_state"],
        city=row["incident_city"],
        street=row["incident_location"],
        vehicles=int(row["number_of_vehicles_involved"]),
        injured=int(row["bodily_injuries"]),
        witnesses=int(row["witnesses"]),
        collision=row.get("collision_type"),
        property_damage=said(row, "property_damage"),
        police_report=said(row, "police_report_available"),
    )


def day_of(text: str) -> date:
    """The day of `1/25/2015`, month first."""
    month, day, year = text.split("/")
    return date(int(year), int(month), int(day))


def said(row: Row, column: str) -> bool | None:
    """What YES or NO says; None where the file does not know."""
    return row[column] == "YES" if column in row else None
