"""Spoil documents for some time. A finding is an error other than a refusal, or processor time out of proportion."""

import argparse
import hashlib
import random
import sys
import time
import traceback
from pathlib import Path

from chorus.core.errors import ChorusError
from chorus.knowledge.errors import Unreadable
from chorus.knowledge.parsing.parse import parse
from chorus.knowledge.parsing.sniff import CSV, HTML, MARKDOWN, PDF, PLAIN, kind_of
from tests.knowledge.parsing.fuzz.mutate import SEEDS, mutated

TYPES = (MARKDOWN, HTML, CSV, PLAIN)
# Processor seconds for 200 KB: ten times what ordinary text of the slowest kind needs.
SECONDS_MAX = 6.0
CORPUS_MAX = 400


def tried(content: bytes, media_type: str | None) -> str:
    """What is wrong with how the document is read; an empty string: nothing."""
    began = time.process_time()
    try:
        kind = kind_of(content, file_name="a.html")
        parse(content, media_type or kind.media_type, kind.charset)
    except (Unreadable, ChorusError):
        pass
    except Exception:
        return traceback.format_exc()
    spent = time.process_time() - began
    return f"{spent:.1f} s for {len(content)} bytes" if spent > SECONDS_MAX else ""


def main() -> int:
    """Run; the exit code says whether anything was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=1_200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, default=Path("/tmp/chorus-fuzz-documents"))
    given = options.parse_args()
    chance = random.Random(given.seed)
    corpus = list(SEEDS)
    ends = time.monotonic() + given.seconds
    count = findings = 0
    while time.monotonic() < ends:
        content = mutated(chance, corpus)
        count += 1
        media_type = PDF if content.startswith(b"%PDF") else chance.choice(TYPES)
        wrong = tried(content, media_type)
        if wrong:
            findings += 1
            given.keep.mkdir(parents=True, exist_ok=True)
            name = hashlib.sha256(content).hexdigest()[:16]
            (given.keep / name).write_bytes(content)
        elif len(content) < 2_000 and chance.random() < 0.02:
            # Spoilt ones are spoilt further.
            corpus[len(SEEDS) :] = [*corpus[len(SEEDS) :], content][-CORPUS_MAX:]
    print(f"{count} documents, {findings} findings" + (f", kept in {given.keep}" if findings else ""))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
