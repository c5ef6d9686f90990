"""What an API key looks like and what is kept of it: `bpo_<role>_<base62 of 32 random bytes>_<checksum>`, stored as its
SHA-256. A key holds nothing that can be read out of it but its role."""

import hashlib
import string
import zlib

from tenants.roles import Role

RANDOM_BYTES = 32

_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SECRET_DIGITS = 43  # 62 ** 43 > 256 ** 32
_CHECKSUM_DIGITS = 6  # 62 ** 6 > 2 ** 32


def make(role: Role, random_bytes: bytes) -> str:
    """The key that these 32 bytes give; by its checksum (CRC-32) a scanner tells a leaked key from chance."""
    if len(random_bytes) != RANDOM_BYTES:
        raise ValueError(f"a key is made of {RANDOM_BYTES} bytes, not {len(random_bytes)}")
    body = f"bpo_{role}_{_base62(int.from_bytes(random_bytes, 'big'), _SECRET_DIGITS)}"
    return f"{body}_{_base62(zlib.crc32(body.encode()), _CHECKSUM_DIGITS)}"


def digest(key: str) -> bytes:
    """What is stored, and what a key is looked up by. Unsalted: 256 random bits need no salt."""
    return hashlib.sha256(key.encode()).digest()


def _base62(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))
