"""So many connections of one address and of all."""

from chorus.http.server.bounds import Connections, HttpBounds, counted_as, networks, plain
from tests.http.server.site import code_of, site
from tests.proof.stack import until

SMALL = HttpBounds(per_address=3, per_process=5)


async def test_the_process_holds_so_many_connections() -> None:
    async with site(SMALL) as there:
        clients = [await there.connect() for _ in range(5)]
        reader, _ = await there.dial()
        assert code_of(await reader.read()) == (503, "server.busy")
        clients[0][1].close()

        async def has_room() -> bool:
            return len(there.server.open) < 5

        await until(has_room, "one has left")
        answer = await there.ask(b"GET / HTTP/1.0\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200")


class Somebody:
    """A connection that is only counted."""

    def check(self, now: float) -> None:
        """Nothing to look at."""


def test_an_address_has_so_many_and_proxies_as_many_as_they_need() -> None:
    open_ = Connections(SMALL, networks(["10.0.0.0/8", "192.0.2.1", "2001:db8:1::/48"]))
    for peer in ("198.51.100.7", "2001:db8:2::1", "10.1.1.1", "192.0.2.1", "127.0.0.1", "::1", "2001:db8:1::9", ""):
        for _ in range(3):
            open_.add(Somebody(), peer)

    assert open_.is_full_for("198.51.100.7")
    assert open_.is_full_for("2001:db8:2::ffff")  # of the same /64
    assert not any(open_.is_full_for(peer) for peer in ("198.51.100.8", "2001:db8:3::1", "10.1.1.1", "192.0.2.1"))
    assert not any(open_.is_full_for(peer) for peer in ("127.0.0.1", "::1", "2001:db8:1::9", ""))


def test_who_has_left_is_counted_no_more() -> None:
    open_ = Connections(SMALL)
    people = [Somebody() for _ in range(3)]
    for one in people:
        open_.add(one, "198.51.100.7")
    open_.remove(people[0], "198.51.100.7")
    open_.remove(people[0], "198.51.100.7")

    assert not open_.is_full_for("198.51.100.7")
    assert len(open_) == 2


def test_an_address_has_one_form() -> None:
    assert [plain(text) for text in ("::ffff:10.1.1.1", "10.1.1.1", "::1", "::ffff:x")] == [
        "10.1.1.1",
        "10.1.1.1",
        "::1",
        "::ffff:x",
    ]
    assert [counted_as(text) for text in ("10.1.1.1", "2001:db8::1", "", "x:y")] == [
        "10.1.1.1",
        "2001:db8::/64",
        "",
        "x:y",
    ]
