"""Becomes the right user, ties the server's life to its parent's, and runs it.

Runs as a script of its own, so that nothing of Python runs between fork and exec in a process with threads:
`python -I -S launcher.py PARENT_PID SIGNAL IDENTITY [--watch] -- PROGRAM [ARGUMENT ...]`
"""

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
WATCH_SECONDS = 0.25


def main(argv: list[str]) -> int:
    split = argv.index("--")
    parent, death_signal, identity, *flags = argv[:split]
    command = argv[split + 1 :]
    # A session of its own: Ctrl-C in the terminal is for the parent, who stops its servers last.
    os.setsid()
    become(identity)
    if "--watch" in flags or not sys.platform.startswith("linux"):
        return watch(int(parent), int(death_signal), command)
    libc().prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != int(parent):
        return 1
    os.execv(command[0], command)  # noqa: S606 - no shell is the point


def libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def become(identity: str) -> None:
    """Become `self`, `namespace` (root of a user namespace without privileges) or `uid:gid`.

    Raises:
        OSError: If the operating system refuses it.
    """
    if identity == "namespace":
        if libc().unshare(CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text("1 0 1")
        Path("/proc/self/gid_map").write_text("1 0 1")
    elif identity != "self":
        uid, gid = (int(part) for part in identity.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)


def watch(parent: int, death_signal: int, command: list[str]) -> int:
    """Stay as an intermediate process and watch the parent, where the kernel does not signal its death."""
    child = os.posix_spawn(command[0], command, os.environ)  # noqa: TID251 - hands it on, reads nothing
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
        signal.signal(number, lambda received, _frame: os.kill(child, received))
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return abs(os.waitstatus_to_exitcode(status))
        if os.getppid() != parent:
            os.kill(child, death_signal)
            os.waitpid(child, 0)
            return 0
        time.sleep(WATCH_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
