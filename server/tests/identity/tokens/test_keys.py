"""Key sets from PEM text."""

import pytest
from joserfc.jwk import ECKey, RSAKey

from chorus.identity.errors import BadKeys
from chorus.identity.tokens.keys import load_keys, new_key_pem, public_pem


def test_the_first_key_signs_and_all_are_found() -> None:
    newest, oldest = new_key_pem(), new_key_pem()
    keys = load_keys(newest + oldest)

    kid, _ = keys.signing()

    assert [kid, load_keys(oldest).signing()[0]] == list(keys.keys)


def test_a_set_of_public_keys_cannot_sign() -> None:
    keys = load_keys(public_pem(new_key_pem()))

    with pytest.raises(BadKeys):
        keys.signing()


def test_an_old_private_key_behind_a_public_one_does_not_sign() -> None:
    keys = load_keys(public_pem(new_key_pem()) + new_key_pem())

    with pytest.raises(BadKeys):
        keys.signing()


def test_a_key_is_read_from_one_line_with_escaped_ends() -> None:
    pem = new_key_pem()

    assert list(load_keys(pem.replace("\n", "\\n")).keys) == list(load_keys(pem).keys)


def test_the_published_set_has_no_private_part() -> None:
    published = load_keys(new_key_pem()).public()

    assert [set(key) for key in published] == [{"kty", "crv", "x", "y", "kid", "use", "alg"}]


@pytest.mark.parametrize(
    "pem",
    [
        "",
        "-----BEGIN PRIVATE KEY-----\nnothing\n-----END PRIVATE KEY-----",
        ECKey.generate_key("P-384").as_pem(private=True).decode(),
        RSAKey.generate_key(2048).as_pem(private=True).decode(),
    ],
    ids=["nothing", "garbage", "another curve", "another kind"],
)
def test_other_keys_are_refused_at_start(pem: str) -> None:
    with pytest.raises(BadKeys):
        load_keys(pem)
