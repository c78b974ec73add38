"""The breaker."""

from chorus.stores.redis.breaker import Breaker


def test_it_opens_after_three_failures_in_a_row() -> None:
    breaker = Breaker()
    assert [breaker.failed() for _ in range(3)] == [False, False, True]
    assert breaker.is_open


def test_a_success_between_starts_the_count_anew() -> None:
    breaker = Breaker()
    breaker.failed()
    breaker.failed()
    breaker.succeeded()
    assert not breaker.failed()
    assert not breaker.is_open


def test_it_says_once_that_it_opened() -> None:
    breaker = Breaker()
    assert [breaker.failed() for _ in range(5)].count(True) == 1


def test_a_success_closes_it() -> None:
    breaker = Breaker()
    for _ in range(3):
        breaker.failed()
    breaker.succeeded()
    assert not breaker.is_open
