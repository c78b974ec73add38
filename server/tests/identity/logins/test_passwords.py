"""Hashes of passwords."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from argon2 import PasswordHasher

from chorus.core.errors import BusyError
from chorus.identity.errors import PasswordTooLong, PasswordTooShort
from chorus.identity.logins.passwords import WAITING_MAX, Passwords


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    """The hasher."""
    passwords = Passwords()
    yield passwords
    passwords.close()


async def test_the_right_one_matches_and_others_do_not(passwords: Passwords) -> None:
    stored = await passwords.hash("correct horse")

    assert await passwords.matches("correct horse", stored)
    assert not await passwords.matches("Correct horse", stored)
    assert not await passwords.matches("correct horse", None)
    assert not await passwords.matches("correct horse", "no hash at all")


async def test_the_figures_are_those_of_the_specification(passwords: Passwords) -> None:
    assert (await passwords.hash("correct horse")).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("password", ["", "ninechars", "0123456é"])
async def test_a_short_one_is_refused(passwords: Passwords, password: str) -> None:
    with pytest.raises(PasswordTooShort):
        await passwords.hash(password)


async def test_a_very_long_one_is_refused_and_matches_nothing(passwords: Passwords) -> None:
    longest = await passwords.hash("x" * 256)

    with pytest.raises(PasswordTooLong):
        await passwords.hash("x" * 257)
    assert not await passwords.matches("x" * 1000, longest)


async def test_a_hash_with_other_figures_is_outdated(passwords: Passwords) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("correct horse")

    assert await passwords.matches("correct horse", weak)
    assert passwords.is_outdated(weak)
    assert not passwords.is_outdated(await passwords.hash("correct horse"))


async def test_the_loop_goes_on_and_too_many_at_once_are_refused(passwords: Passwords) -> None:
    running = [asyncio.create_task(passwords.matches("x" * 10, None)) for _ in range(WAITING_MAX)]
    await asyncio.sleep(0)

    with pytest.raises(BusyError):
        await passwords.matches("x" * 10, None)
    assert not any(await asyncio.gather(*running))
    assert not await passwords.matches("x" * 10, None)
