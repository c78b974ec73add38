"""What the fuzzer found is kept as bytes and outcome in `tests/gateway/cases`, and replayed in every run."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[1] / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """Segments as they were sent on an open socket, and how it ended: a close code, or 0 where it lives."""

    name: str
    path: str
    segments: list[bytes]
    outcome: int


def load(file: Path) -> list[Case]:
    """Those of a file."""
    return [_case(kept) for kept in json.loads(file.read_text())]


def keep(name: str, found: list[Case]) -> Path:
    """Write a file of cases, a line each."""
    CASES.mkdir(exist_ok=True)
    file = CASES / f"{name}.json"
    lines = [
        json.dumps(
            {
                "name": case.name,
                "path": case.path,
                "outcome": case.outcome,
                "segments": [_packed(segment) for segment in case.segments],
            }
        )
        for case in found
    ]
    file.write_text("[\n" + ",\n".join(lines) + "\n]\n")
    return file


def _case(kept: dict[str, Any]) -> Case:
    return Case(kept["name"], kept["path"], [_unpacked(segment) for segment in kept["segments"]], kept["outcome"])


def _unpacked(segment: str) -> bytes:
    parts = (part.partition("*") for part in segment.split())
    return b"".join(bytes.fromhex(unit) * int(times or 1) for unit, _, times in parts)


def _packed(segment: bytes) -> str:
    """In hex; four bytes that repeat, as a masked payload of one letter does, are written once: `2122*17500`."""
    parts, begin, at = list[str](), 0, 0
    while at < len(segment):
        unit, times = segment[at : at + 4], 1
        while segment[at + 4 * times : at + 4 * times + 4] == unit:
            times += 1
        if times > 4:
            parts += [segment[begin:at].hex(), f"{unit.hex()}*{times}"]
            begin = at = at + 4 * times
        else:
            at += 1
    return " ".join(part for part in (*parts, segment[begin:].hex()) if part)
