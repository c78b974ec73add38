"""Mail, over real SMTP."""

import datetime
import ipaddress
import ssl
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chorus.stores.mail import (
    BadMailUrl,
    FileMail,
    Letter,
    MailRefused,
    MailUnavailable,
    SmtpMail,
    as_message,
    open_mail,
    read_url,
)
from tests.stores.mail_server import mail_server

LETTER = Letter(
    id="0198-mail",
    to="bao@home.example",
    subject="Acme: une réponse",
    text="Bonjour,\n\nVoici : ça marche €\n.\nfin\n",
    from_name="Acme Élan",
    thread="0198-conversation",
)


def test_the_url_says_everything() -> None:
    server = read_url("smtps://us%40er:p%2Fw@mail.example/?from=help@acme.example", default_sender="x@y")
    assert (server.host, server.port, server.user, server.password) == ("mail.example", 465, "us@er", "p/w")
    assert (server.is_tls, server.sender) == (True, "help@acme.example")
    assert read_url("smtp://mail.example:587", default_sender="no-reply@chat.example").sender == "no-reply@chat.example"


@pytest.mark.parametrize(
    "url", ["http://mail.example", "smtp://", "mail.example:25", "smtp://h:99999", "smtp://h/?from=nobody"]
)
def test_a_url_that_cannot_be_used_is_refused_at_start(url: str) -> None:
    with pytest.raises(BadMailUrl):
        read_url(url, default_sender="a@b.example")


async def test_a_mail_arrives_whole(tmp_path: Path) -> None:
    async with mail_server() as server:
        await open_mail(server.url, tmp_path, public_url="https://chat.example").send(LETTER)
    (message,) = server.messages
    assert server.recipients == ["bao@home.example"]
    assert str(message["From"]) == "Acme Élan <support@acme.example>"
    assert (str(message["To"]), str(message["Subject"])) == ("bao@home.example", "Acme: une réponse")
    assert str(message["Message-ID"]) == "<0198-mail@chat.example>"
    assert str(message["References"]) == "<0198-conversation@chat.example>"
    assert str(message["Auto-Submitted"]) == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == LETTER.text


@pytest.mark.parametrize(
    "hostile",
    ["Acme\r\nBcc: all@victims.example", "Acme\nContent-Type: text/html\n\n<b>", "Acme\x00\x0b\u2028Subject: x"],
)
async def test_a_name_or_subject_cannot_begin_another_header(hostile: str, tmp_path: Path) -> None:
    async with mail_server() as server:
        mail = open_mail(server.url, tmp_path, public_url="https://chat.example")
        await mail.send(replace(LETTER, subject=hostile, from_name=hostile))
    (message,) = server.messages
    assert server.recipients == ["bao@home.example"]
    assert message["Bcc"] is None
    assert message.get_content_type() == "text/plain"
    assert message.get_all("Subject") == [message["Subject"]]


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b@c", "a b@c.example", "bao@home.example\r\nBcc: x@y.example", "<bao@home.example>"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(MailRefused):
        as_message(replace(LETTER, to=address), sender="a@b.example", domain="b.example")


async def test_a_permanent_answer_is_a_refusal_and_a_passing_one_is_not(tmp_path: Path) -> None:
    async with mail_server() as server:
        mail = open_mail(server.url, tmp_path, public_url="https://chat.example")
        server.refusals[LETTER.to] = "550 5.1.1 No such user"
        with pytest.raises(MailRefused):
            await mail.send(LETTER)
        server.refusals[LETTER.to] = "451 4.3.0 Come back later"
        with pytest.raises(MailUnavailable):
            await mail.send(LETTER)
        assert server.messages == []


async def test_a_server_that_is_away_is_told_as_such() -> None:
    async with mail_server() as server:
        pass
    with pytest.raises(MailUnavailable):
        await SmtpMail(read_url(server.url, default_sender="a@b.example"), domain="b.example").send(LETTER)


async def test_a_certificate_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    async with mail_server(tls=_self_signed(tmp_path)) as server:
        with pytest.raises(MailUnavailable):
            await open_mail(server.url, tmp_path, public_url="https://chat.example").send(LETTER)
        assert server.messages == []


async def test_a_password_never_crosses_a_network_in_the_clear() -> None:
    async with mail_server(with_log_in=True) as server:
        known = read_url(f"smtp://ada:secret@127.0.0.1:{server.port}", default_sender="a@b.example")
        await SmtpMail(known, domain="b.example").send(LETTER)
        assert server.log_ins == [("ada", "secret")]
        # The same server, by a name that is not known to be this machine.
        elsewhere = replace(known, host="0.0.0.0")  # noqa: S104
        with pytest.raises(MailUnavailable):
            await SmtpMail(elsewhere, domain="b.example").send(LETTER)
        assert server.log_ins == [("ada", "secret")]


async def test_without_a_server_mails_are_files_that_can_be_read(tmp_path: Path) -> None:
    mail = open_mail(None, tmp_path, public_url="https://chat.example")
    await mail.send(LETTER)
    await mail.send(LETTER)
    (path,) = (tmp_path / "outbox").iterdir()
    assert path.name == "0198-mail.eml"
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert str(message["To"]) == "bao@home.example"
    assert "they are not sent" in mail.describe()


async def test_the_files_do_not_grow_without_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chorus.stores.mail.FILES_MAX", 3)
    mail = FileMail(tmp_path, sender="a@b.example", domain="b.example")
    for number in range(5):
        await mail.send(replace(LETTER, id=f"mail-{number}"))
    assert len(list(tmp_path.glob("*.eml"))) == 3


def test_the_description_holds_no_password() -> None:
    server = read_url("smtp://ada:hunter2@mail.example:587", default_sender="a@b.example")
    assert "hunter2" not in SmtpMail(server, domain="b.example").describe() + repr(server)


def _self_signed(directory: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = directory / "certificate.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    return context
