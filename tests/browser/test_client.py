"""A client checks a file with bad rows, sends one, and follows an item."""

from collections.abc import Callable
from pathlib import Path

from tests.api.conftest import House
from tests.browser.conftest import Seat


def test_the_client_s_screens(new_house: Callable[[], House], seat: Seat, tmp_path: Path) -> None:
    house = new_house()
    made = house.client.made("/v1/orders", {"reference": "Bestellung-11072", "document": {"total": 5}})
    watched = seat(house, "client", name="Anneliese Hohenzollern-Sigmaringen")
    page = watched.page
    page.wait_for_url("**/items")
    watched.complaints.clear()
    watched.hold()
    page.click(f'a[href="/items/{made["id"]}"]')
    watched.hold()
    page.fill("#text", "Please do not hold the soup for the dumplings.")
    page.click("text=Send")
    page.wait_for_selector("text=do not hold the soup")
    note = tmp_path / "note.txt"
    note.write_text("two dozen")
    page.set_input_files("#attached", note)
    page.click("text=Attach >> nth=-1")
    page.wait_for_selector('a[title="note.txt"]')
    watched.hold()
    page.goto("/submit")
    watched.hold()
    rows = tmp_path / "orders.csv"
    rows.write_text("reference,total\nA-1,5\nA-2,many\n")
    page.set_input_files("#file", rows)
    page.click("text=Check it")
    page.wait_for_selector("#submit-import")
    watched.hold()
    page.goto("/stock")
    watched.hold()
