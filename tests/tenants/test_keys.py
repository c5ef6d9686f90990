"""What an API key looks like, and what is kept of it."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants import keys
from tenants.roles import Role


@given(st.sampled_from(Role), st.binary(min_size=32, max_size=32))
def test_a_key_has_its_role_its_secret_and_a_checksum(role: Role, secret: bytes) -> None:
    key = keys.make(role, secret)
    assert re.fullmatch(rf"bpo_{role}_[0-9A-Za-z]{{43}}_[0-9A-Za-z]{{6}}", key)
    assert keys.digest(key) == hashlib.sha256(key.encode()).digest()


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_two_secrets_never_make_one_key(one: bytes, other: bytes) -> None:
    assert (keys.make(Role.CLIENT, one) == keys.make(Role.CLIENT, other)) == (one == other)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_is_made_of_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        keys.make(Role.CLIENT, b"x" * length)
