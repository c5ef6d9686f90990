"""The embedded servers as the product and the tests find them."""

import asyncpg
import redis.asyncio as redis

from tenants.settings import Settings


async def test_the_owner_may_make_logins_and_is_no_superuser(settings: Settings) -> None:
    connection = await asyncpg.connect(settings.database_url)
    try:
        row = await connection.fetchrow(
            "select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user"
        )
    finally:
        await connection.close()
    assert row is not None
    assert (row["rolsuper"], row["rolbypassrls"], row["rolcreaterole"]) == (False, False, True)


async def test_valkey_keeps_what_it_is_told_within_a_second(settings: Settings) -> None:
    client = redis.Redis.from_url(settings.redis_url)
    try:
        config = await client.config_get("append*")
    finally:
        await client.aclose()
    assert (config["appendonly"], config["appendfsync"]) == ("yes", "everysec")
