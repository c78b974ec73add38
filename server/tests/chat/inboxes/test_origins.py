"""Origins: exact, in the one spelling that browsers send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.chat.inboxes.errors import BadOrigin
from chorus.chat.inboxes.origins import exact_origin, is_allowed, origin_of


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://www.example.com", "https://www.example.com"),
        (" https://WWW.Example.COM/ ", "https://www.example.com"),
        ("https://example.com:443", "https://example.com"),
        ("http://example.com:80", "http://example.com"),
        ("https://example.com:8443", "https://example.com:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(typed: str, origin: str) -> None:
    assert exact_origin(typed) == origin


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "null",
        "*",
        "https://*",
        "https://*.example.com",
        "example.com",
        "//example.com",
        "https://",
        "https://example.com/path",
        "https://example.com/?",
        "https://example.com?x",
        "https://example.com#x",
        "https://user@example.com",
        "https://good.example@evil.example",
        "https://example.com:99999",
        "https://example.com:x",
        "https://exa mple.com",
        "https://example.com; script-src *",
        "https://example.com;",
        "https://example.com, https://evil.example",
        "https://example.com\nhttps://evil.example",
        "https://example.com\x00",
        "https://-example.com",
        "https://example..com",
        "https://example.com'",
        "https://exämple\u2028.com",
        "https://[::1",
        "https://[fe80::1%25eth0]",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "chrome-extension://abcdefgh",
        "ftp://example.com",
        "https:\\\\example.com",
        "https://" + "a" * 400 + ".com",
    ],
)
def test_what_is_not_exactly_one_origin_is_refused(typed: str) -> None:
    with pytest.raises(BadOrigin):
        exact_origin(typed)


ALLOWED = ["https://shop.example", "http://localhost:3000"]


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "https://shop.example.evil.example",
        "https://evilshop.example",
        "https://evil.example/https://shop.example",
        "https://shop.example:444",
        "http://shop.example",
        "https://SHOP.example",
        "https://shop.example.",
        "https://shop.example/",
        " https://shop.example",
        "https://shop.example, https://shop.example",
        "https://shop.example@evil.example",
        "http://localhost:30000",
        "http://localhost",
        "https://xn--shop.example",
    ],
)
def test_no_trick_with_an_origin_is_on_the_list(origin: str | None) -> None:
    assert not is_allowed(origin, ALLOWED)


def test_the_origins_on_the_list_are() -> None:
    assert all(is_allowed(origin, ALLOWED) for origin in ALLOWED)
    assert not is_allowed("https://shop.example", [])


def test_our_own_origin_comes_from_our_address() -> None:
    assert origin_of("https://chat.example:443/base/path") == "https://chat.example"


@given(st.text(max_size=60))
def test_what_passes_fits_a_header_and_is_stable(text: str) -> None:
    try:
        origin = exact_origin(f"https://{text}")
    except BadOrigin:
        return
    assert origin.isascii()
    assert not set(origin) & set(" ;,'\"*\\\r\n\t")
    assert exact_origin(origin) == origin
