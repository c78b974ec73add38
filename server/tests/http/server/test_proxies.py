"""A proxy that nobody named is noticed, and what is said about it is bounded."""

from structlog.testing import capture_logs

from chorus.http.server import proxies
from chorus.http.server.proxies import LOG_SECONDS, OTHERS, PEERS_MAX, UnknownProxies
from tests.http.server.site import HOST, Clock, site

FORWARDED = b"GET / HTTP/1.1\r\nConnection: close\r\nX-Forwarded-For: 198.51.100.7\r\n" + HOST + b"\r\n"


def counts() -> dict[str, float]:
    """How often each peer forwarded."""
    samples = [sample for family in proxies.untrusted.collect() for sample in family.samples]
    return {sample.labels["peer"]: sample.value for sample in samples if sample.name.endswith("_total")}


def test_each_is_said_once_an_hour() -> None:
    proxies.untrusted.clear()
    clock = Clock()
    unknown = UnknownProxies(clock)
    with capture_logs() as said:
        for _ in range(50):
            unknown.seen("10.0.0.5")
        clock.now += LOG_SECONDS
        unknown.seen("10.0.0.5")
    assert [entry["peer"] for entry in said] == ["10.0.0.5"] * 2
    assert "CHORUS_TRUSTED_PROXIES" in said[0]["remedy"]
    assert counts() == {"10.0.0.5": 51}


def test_strangers_who_send_the_header_fill_neither_log_nor_memory() -> None:
    proxies.untrusted.clear()
    unknown = UnknownProxies(Clock())
    with capture_logs() as said:
        for number in range(500):
            unknown.seen(f"198.51.100.{number}")
    assert len(said) == PEERS_MAX
    assert len(counts()) == PEERS_MAX + 1
    assert counts()[OTHERS] == 500 - PEERS_MAX


async def test_a_forwarded_request_of_an_unknown_peer_is_noticed_and_its_word_is_not_taken() -> None:
    proxies.untrusted.clear()
    async with site() as there:
        assert b'"client": "127.0.0.1"' in await there.ask(FORWARDED)
    assert counts() == {"127.0.0.1": 1}


async def test_a_trusted_proxy_is_believed_and_not_counted() -> None:
    proxies.untrusted.clear()
    async with site(trusted=("127.0.0.0/8",)) as there:
        assert b'"client": "198.51.100.7"' in await there.ask(FORWARDED)
    assert counts() == {}
