"""Tables of any number of rules over four inputs, and documents that hit one, the last, or none of them."""

from dataclasses import dataclass
from random import Random
from typing import Any

COUNTRIES = ("US", "ID", "DE", "FR", "GB", "JP", "BR", "IN")
CHANNELS = ("web", "phone", "mail", "edi")
WIDTH = 100  # of a rule's interval of totals
HITS = ("random", "last", "none")


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: totals from `low` on, ages, countries, channels that it does not take (none: any channel)."""

    low: int
    youngest: int
    oldest: int
    countries: tuple[str, ...]
    excluded: tuple[str, ...]
    queue: str

    def document(self, random: Random) -> dict[str, Any]:
        """Give a document that the rule takes."""
        channels = [each for each in CHANNELS if each not in self.excluded]
        return {
            "total": random.randrange(self.low, self.low + WIDTH),
            "customer": {"age": random.randint(self.youngest, self.oldest)},
            "country": random.choice(self.countries),
            "channel": random.choice(channels),
        }


def rows(count: int, random: Random) -> list[Row]:
    return [
        Row(
            low=index * WIDTH,
            youngest=random.randint(18, 30),
            oldest=random.randint(60, 90),
            countries=tuple(random.sample(COUNTRIES, random.randint(1, 3))),
            excluded=tuple(random.sample(CHANNELS, random.randint(0, 2))),
            queue=f"q{index % 9}",
        )
        for index in range(count)
    ]


def documents(table: list[Row], hit: str, count: int, random: Random) -> list[dict[str, Any]]:
    """Give documents that hit a random rule, the last one, or none because of the age alone."""
    if hit == "last":
        return [table[-1].document(random) for _ in range(count)]
    chosen = [random.choice(table).document(random) for _ in range(count)]
    return chosen if hit == "random" else [{**document, "customer": {"age": 17}} for document in chosen]


def content(table: list[Row]) -> dict[str, Any]:
    """Give the table as a ruleset."""
    rules = [
        {
            "name": f"r{index}",
            "when": {
                "document.total": f"[{row.low}..{row.low + WIDTH})",
                "document.customer.age": f"[{row.youngest}..{row.oldest}]",
                "document.country": _listed(row.countries),
                "document.channel": f"not({_listed(row.excluded)})" if row.excluded else "-",
            },
            "then": [{"create_task": {"type": "task", "queue": row.queue}}],
        }
        for index, row in enumerate(table)
    ]
    return {"tables": [{"name": "t", "on": "received", "hit_policy": "FIRST", "rules": rules}]}


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f'"{word}"' for word in words)
