"""Passwords: argon2id with OWASP's figures, in threads of its own: log-ins neither block nor flood the process."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from chorus.core.errors import BusyError
from chorus.identity.errors import PasswordTooLong, PasswordTooShort

PASSWORD_MIN, PASSWORD_MAX = 10, 256
# One hash is 19 MiB and 30 ms of a core: two at once, and whoever would wait more than two seconds is refused.
AT_ONCE, WAITING_MAX = 2, 64

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Compared with when there is no such user, so that the answer takes as long.
_DUMMY = _hasher.hash("nobody has this password")


class Passwords:
    """Hashes and checks, a bounded number at once."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Hash a password for storage.

        Raises:
            PasswordTooLong: If the password is too long.
            PasswordTooShort: If the password is too short.
        """
        if len(password) < PASSWORD_MIN:
            raise PasswordTooShort
        if len(password) > PASSWORD_MAX:
            raise PasswordTooLong
        return await self._run_hash(password)

    async def matches(self, password: str, stored: str | None) -> bool:
        """Check a password. Without a stored hash, take equally long and return False."""
        is_match = await self._run_verify(password[: PASSWORD_MAX + 1], stored or _DUMMY)
        return is_match and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Return whether the hash was made with other parameters than today's."""
        return _hasher.check_needs_rehash(stored)

    def close(self) -> None:
        """Stop the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run_hash(self, password: str) -> str:
        self._enter()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, _hasher.hash, password)
        finally:
            self._waiting -= 1

    async def _run_verify(self, password: str, stored: str) -> bool:
        self._enter()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, _verify, password, stored)
        finally:
            self._waiting -= 1

    def _enter(self) -> None:
        if self._waiting >= WAITING_MAX:
            raise BusyError(retry_after_seconds=2)
        self._waiting += 1


def _verify(password: str, stored: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
