"""Sets of small numbers as the bits of an int."""

from collections.abc import Iterable


def bits(places: Iterable[int], size: int) -> int:
    """Give the int whose bits at these places are set; `size` is more than the greatest place."""
    packed = bytearray((size + 7) // 8)
    for place in places:
        packed[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(packed, "little")
