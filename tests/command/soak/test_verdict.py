"""What clients were told is held against what is there, and each way in which it can be untrue is named."""

from command.soak.book import Book, together
from command.soak.figures import Figures
from command.soak.storm import STORM, Damage
from command.soak.verdict import said, slow, undone, unlike


def test_answers_as_they_should_be_are_no_violation() -> None:
    book = Book()
    for request, status in (("claim", 204), ("complete", 200), ("submit", 201), ("complete", 409), ("pend", 422)):
        book.answered(request, status, 0.1)
    book.given_out("task", 1)
    book.given_out("task", 2)
    book.hold_alike("complete", [{"id": 1}, {"id": 1}])
    assert list(said(book)) == []


def test_every_answer_that_should_not_be_is_named() -> None:
    book = Book(refused=["R1"])
    book.answered("submit", 500, 0.1)
    book.answered("complete", 422, 0.1)
    book.answered("claim", 0, 0.1)
    book.given_out("task", 1)
    book.given_out("task", 1)
    book.hold_alike("complete", [{"id": 1}, {"id": 2}])
    assert [violation.partition(":")[0] for violation in said(book)] == [
        *("answer", "answer", "answer"),
        *("claimed twice", "refused", "unlike"),
    ]


def test_what_was_told_and_is_not_there_is_lost_and_the_other_way_round_is_untold() -> None:
    found = list(unlike("item", {"a", "b"}, {"b", "c"}))
    assert [violation.split(" ")[:3] for violation in found] == [["lost:", "item", "a"], ["untold:", "item", "c"]]
    assert list(undone({"outbox": 3})) == ["undone: 3 of outbox are left"]


def test_a_single_fault_is_over_in_time_and_a_storm_is_promised_nothing() -> None:
    damage = Damage()
    damage.recovered("api", 15.0)
    damage.recovered("worker", 15.1)
    damage.recovered("worker", 2.0)
    damage.recovered(STORM, 40.0)
    assert slow(damage.recovery_s) == ["worker"]


def test_books_are_one_book_together() -> None:
    first, second = Book(accepted={"a": "north"}), Book(accepted={"b": "south"})
    first.answered("claim", 200, 0.5)
    second.answered("claim", 200, 2.5)
    for book in (first, second):
        book.given_out("task", 1)
        book.completed.add(("task", "now"))
    whole = together([first, second])
    assert whole.accepted == {"a": "north", "b": "south"}
    assert (whole.answers, whole.longest_pause_s) == ({"claim": {200: 2}}, 2.5)
    assert [violation.partition(":")[0] for violation in said(whole)] == ["claimed twice"]


def test_the_line_says_everything() -> None:
    figures = Figures(
        seconds=60,
        seed=7,
        items=1_234,
        completions=99,
        faults={"api": 2, "backend": 1},
        longest_pause_s=3.21,
        recovery_s={"api": 2.34, "backend": 16.0},
        slow=["backend"],
        violations=["lost: item a"],
    )
    assert figures.as_line() == (
        "soak of 60 s (seed 7): 1,234 items, 99 completions; 3 faults (api 2, backend 1); longest pause of a client "
        "3.2 s; longest recovery (api 2.3 s, backend 16.0 s, TOO SLOW: backend); 1 violation"
    )
