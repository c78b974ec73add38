"""docs/protocol.md tells the truth: its frames are frames, its tables are the code's."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from chorus.protocol.close_codes import CLOSES
from chorus.protocol.events import EVENT, EVENT_CLASSES
from chorus.protocol.frames import TEXT_MAX, FromClient, FromServer

PAGE = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text()
BLOCKS = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)


def objects() -> list[dict[str, Any]]:
    """Every JSON object on the page."""
    decoder, found = json.JSONDecoder(), []
    for block in BLOCKS:
        rest = block.strip()
        while rest:
            value, end = decoder.raw_decode(rest)
            found.append(value)
            rest = rest[end:].lstrip()
    return found


FRAMES = [one for one in objects() if "type" in one]


@pytest.mark.parametrize("frame", FRAMES, ids=[f"{number} {frame['type']}" for number, frame in enumerate(FRAMES)])
def test_every_frame_on_the_page_is_one(frame: dict[str, Any]) -> None:
    if "." in frame["type"]:
        assert EVENT.validate_python({key: value for key, value in frame.items() if key != "position"})
        return
    if frame["type"] in {kind.__struct_config__.tag for kind in get_args(FromClient)}:
        known: Any = msgspec.convert(frame, FromClient, strict=False)
    else:
        known = msgspec.convert(frame, FromServer, strict=False)
    assert set(frame) - {"type"} <= set(type(known).__struct_encode_fields__)


def test_every_frame_there_is_is_on_the_page() -> None:
    tags = {str(kind.__struct_config__.tag) for kind in (*get_args(FromClient), *get_args(FromServer))}
    assert tags - {frame["type"] for frame in FRAMES} == set()


def test_every_event_there_is_is_on_the_page() -> None:
    assert [event_type for event_type in EVENT_CLASSES if f"`{event_type}`" not in PAGE] == []


def test_the_table_of_closes_is_the_code_s() -> None:
    rows = re.findall(r"^\| (\d{4}) \| (\w+) \| (yes|no) \|", PAGE, re.MULTILINE)
    assert {int(code): (name, back == "yes") for code, name, back in rows} == {
        close.code: (close.name, close.reconnect) for close in CLOSES.values()
    }


def test_the_examples_come_back_after_the_closes_that_say_so() -> None:
    source = (Path(__file__).parents[3] / "docs" / "examples" / "line.py").read_text()
    final = {int(code) for code in re.findall(r"\d{4}", re.findall(r"^FINAL = .*$", source, re.MULTILINE)[0])}
    assert final == {close.code for close in CLOSES.values() if not close.reconnect} - {1000}


def test_the_text_s_bound_is_the_code_s() -> None:
    assert f"{TEXT_MAX:,} characters" in PAGE
