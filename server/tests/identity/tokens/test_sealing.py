"""Secrets at rest, and signatures that only we read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.identity.errors import BadKeys
from chorus.identity.tokens.sealing import Seal, Signer, Unsealable, bytes_of, text_of

OLD, NEW = "o" * 40, "n" * 40


def test_what_was_sealed_opens_for_its_purpose_alone() -> None:
    seal = Seal([NEW])
    sealed = seal.seal(b"secret", purpose="inboxes.identity_secret:1")

    assert seal.open(sealed, purpose="inboxes.identity_secret:1") == b"secret"
    assert b"secret" not in sealed
    with pytest.raises(Unsealable):
        seal.open(sealed, purpose="inboxes.identity_secret:2")


def test_an_older_secret_still_opens_and_a_lost_one_does_not() -> None:
    sealed = Seal([OLD]).seal(b"secret", purpose="x")

    assert Seal([NEW, OLD]).open(sealed, purpose="x") == b"secret"
    with pytest.raises(Unsealable):
        Seal([NEW]).open(sealed, purpose="x")


def test_a_changed_byte_is_noticed() -> None:
    sealed = Seal([NEW]).seal(b"secret", purpose="x")
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(Unsealable):
            Seal([NEW]).open(changed, purpose="x")
    with pytest.raises(Unsealable):
        Seal([NEW]).open(b"", purpose="x")


def test_signatures_of_different_purposes_and_secrets_differ() -> None:
    signature = Signer([OLD], "nonce").sign(b"content")

    assert Signer([NEW, OLD], "nonce").holds(b"content", signature)
    assert not Signer([OLD], "refresh").holds(b"content", signature)
    assert not Signer([NEW], "nonce").holds(b"content", signature)
    assert not Signer([OLD], "nonce").holds(b"contenT", signature)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(BadKeys):
        Seal(["short"])


@given(st.binary(max_size=64))
def test_bytes_have_one_spelling(content: bytes) -> None:
    assert bytes_of(text_of(content)) == content
    assert set(text_of(content)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize("text", ["QQ==", "QR", "Q", "Q Q", "Q+", "€"])
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        bytes_of(text)
