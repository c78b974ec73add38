"""Ports for servers that tests start."""

import os
import random
import socket
from contextlib import ExitStack

# Below the ephemeral ports (Linux: 32,768 and up): those go to outgoing connections, so one that is free
# while we look may be taken before the server under test listens on it.
RANGE = range(20_000, 32_000)


def ports_of(worker: str | None, count: int | None) -> range:
    """Return the part of the range that belongs to a worker of pytest-xdist (`gw0`, …), of `count` workers.

    Two processes that look at the same time would find the same port free.
    """
    if worker is None or count is None:
        return RANGE
    share, number = len(RANGE) // count, int(worker.removeprefix("gw")) % count
    return RANGE[number * share : (number + 1) * share]


_mine = ports_of(os.environ.get("PYTEST_XDIST_WORKER"), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
_given: set[int] = set()


def free_port() -> int:
    """A port on loopback that nobody listens on, and that no other test of this run was given."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Like `free_port`, `count` of them in a row.

    Raises:
        AssertionError: None was found.
    """
    for first in random.sample(_mine[:-count], 500):
        wanted = range(first, first + count)
        if _given.isdisjoint(wanted) and _are_free(wanted):
            _given.update(wanted)
            return list(wanted)
    raise AssertionError("there is no free port")


def _are_free(ports: range) -> bool:
    with ExitStack() as held:
        try:
            for port in ports:
                held.enter_context(socket.create_server(("127.0.0.1", port)))
        except OSError:
            return False
    return True
