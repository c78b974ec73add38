"""UUIDv7 as RFC 9562 has it."""

import time

from chorus.core.ids import new_id


def test_an_id_is_version_seven_and_variant_ten() -> None:
    made = new_id()

    assert made.version == 7
    assert made.int >> 62 & 0b11 == 0b10


def test_ids_carry_the_milliseconds_they_were_made_in() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    after = time.time_ns() // 1_000_000

    assert before <= made.int >> 80 <= after


def test_ids_do_not_repeat() -> None:
    assert len({new_id() for _ in range(10_000)}) == 10_000
