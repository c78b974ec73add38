"""A program: a document on stdin, its passages on stdout as MessagePack. Run by `read.py`.

A file that hangs or bloats its parser, or crashes it, harms nobody else: time, memory and files are bounded here.
"""

import gc
import os
import resource
import sys
from pathlib import Path

# The program is run by its path, isolated from the environment.
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import msgspec

from chorus.knowledge.errors import Unreadable
from chorus.knowledge.parsing.parse import parse

MEMORY_BYTES = 1 << 30
NICENESS = 5
REFUSED, TOO_LARGE = 3, 4


def main(media_type: str, charset: str, cpu_seconds: str) -> int:
    """Write the reading, or with the exit code `REFUSED` the sentence that says why there is none."""
    os.nice(NICENESS)
    # A parsed file is many objects and no cycles: to look for these again and again would triple a large table's time.
    gc.disable()
    for bound, value in (
        (resource.RLIMIT_CPU, int(cpu_seconds)),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(bound, (value, value))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    try:
        found = parse(sys.stdin.buffer.read(), media_type, charset)
    except Unreadable as error:
        sys.stdout.buffer.write(str(error).encode())
        return REFUSED
    except MemoryError:
        return TOO_LARGE
    # A surrogate is a character that no encoding of Unicode can carry.
    pairs = [[_clean(cut.heading), _clean(cut.content)] for cut in found.cuts]
    sys.stdout.buffer.write(msgspec.msgpack.encode([pairs, _clean(found.warning)]))
    sys.stdout.buffer.flush()
    return 0


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
