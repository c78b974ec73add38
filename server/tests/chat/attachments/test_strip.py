"""Photos lose where, when and with what they were taken, and not one pixel, their profile or their orientation."""

import io
from typing import Any

import pillow_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from chorus.chat.attachments.convert import jpeg_of
from chorus.chat.attachments.errors import AttachmentKindRefused
from chorus.chat.attachments.exif import orientation_of, tiff_with
from chorus.chat.attachments.strip import Unstrippable, stripped
from chorus.core.actor import Actor
from tests import people
from tests.app import App, code_of
from tests.chat.attachments.files import apng, gif, jpeg, png, webp_extended, zipped
from tests.chat.attachments.steps import path_of

ORIENTATION, MAKE, DATE, GPS = 0x0112, 0x010F, 0x0132, 0x8825
SECRETS = (b"Phonemaker", b"2031:05:06", b"Bao was here", b"<x:xmpmeta")
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = b"<x:xmpmeta>Bao was here</x:xmpmeta>"


def picture() -> Image.Image:
    """Small, and no pixel like the next."""
    image = Image.new("RGB", (24, 16))
    image.putdata([(x * 9 % 256, y * 13 % 256, (x * y) % 256) for y in range(16) for x in range(24)])
    return image


def exif(orientation: int = 6) -> Image.Exif:
    """What a phone writes, a place included."""
    found = Image.Exif()
    found[ORIENTATION], found[MAKE], found[DATE] = orientation, "Phonemaker", "2031:05:06 07:08:09"
    found.get_ifd(GPS).update({1: "N", 2: (48.0, 51.0, 29.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    return found


def photo(kind: str, orientation: int = 6) -> bytes:
    """A photo with all that can hang on it."""
    file = io.BytesIO()
    options: dict[str, Any] = {"exif": exif(orientation), "icc_profile": PROFILE}
    if kind == "JPEG":
        options |= {"quality": 80, "comment": b"Bao was here", "xmp": XMP}
    elif kind == "WEBP":
        options |= {"lossless": True, "xmp": XMP}
    elif kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", "Bao was here")
        text.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options |= {"pnginfo": text}
    picture().save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_photo_keeps_its_pixels_and_loses_its_place(kind: str, orientation: int) -> None:
    before = photo(kind, orientation)
    after = stripped(before, f"image/{kind.lower()}")
    old, new = Image.open(io.BytesIO(before)), Image.open(io.BytesIO(after))
    assert dict(old.getexif().get_ifd(GPS))
    assert dict(new.getexif().get_ifd(GPS)) == {}
    assert set(new.getexif()) <= {ORIENTATION}
    assert new.getexif().get(ORIENTATION, 1) == orientation
    assert new.info["icc_profile"] == PROFILE
    assert new.tobytes() == old.tobytes()
    for secret in SECRETS:
        assert secret not in after


def test_what_cameras_put_behind_the_end_is_left_out() -> None:
    after = stripped(photo("JPEG") + b"\0\0\0\x18ftypmp42 Bao was here", "image/jpeg")
    assert b"ftyp" not in after
    assert after.endswith(b"\xff\xd9")


def test_a_progressive_photo_stays_whole() -> None:
    file = io.BytesIO()
    picture().save(file, "JPEG", progressive=True, exif=exif(), quality=95, restart_marker_rows=1)
    after = stripped(file.getvalue(), "image/jpeg")
    assert Image.open(io.BytesIO(after)).tobytes() == Image.open(file).tobytes()


def test_a_gif_that_moves_goes_on_moving_and_loses_its_comment() -> None:
    file = io.BytesIO()
    frames = [picture().quantize(), picture().rotate(180).quantize()]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], loop=0, comment=b"Bao was here")
    after = Image.open(io.BytesIO(stripped(file.getvalue(), "image/gif")))
    assert (getattr(after, "n_frames", 1), after.info["loop"], after.info.get("comment")) == (2, 0, None)


def test_a_png_that_moves_goes_on_moving() -> None:
    assert stripped(apng(), "image/png") == apng()


@given(st.sampled_from([photo("JPEG"), photo("PNG"), photo("WEBP"), png(), jpeg(), gif(), webp_extended()]), st.data())
def test_no_damage_breaks_it(content: bytes, data: st.DataObject) -> None:
    kind = (
        "jpeg"
        if content[:2] == b"\xff\xd8"
        else "png"
        if content[1:4] == b"PNG"
        else "gif"
        if content[:3] == b"GIF"
        else "webp"
    )
    place = data.draw(st.integers(12, len(content) - 1))
    damaged = content[:place] + data.draw(st.binary(max_size=8)) + content[place + data.draw(st.integers(0, 8)) :]
    try:
        stripped(damaged, f"image/{kind}")
    except Unstrippable:
        return


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", [b"\xff", b"\xff\xd0", b"\xff\xe1\0\2", b"\xff\xda\0\2\xff\x00", b"\0"])
def test_a_large_file_is_read_in_linear_time(unit: bytes) -> None:
    for kind, head in (
        ("jpeg", b"\xff\xd8"),
        ("png", b"\x89PNG\r\n\x1a\n"),
        ("webp", b"RIFF\0\0\0\0WEBP"),
        ("gif", b"GIF89a" + b"\0" * 7),
    ):
        try:
            stripped(head + unit * (4_000_000 // len(unit)), f"image/{kind}")
        except Unstrippable:
            continue


@given(st.binary(max_size=64))
def test_any_bytes_have_an_orientation(tiff: bytes) -> None:
    assert 1 <= orientation_of(tiff) <= 8
    assert orientation_of(tiff_with(6)) == 6


def heic() -> bytes:
    """A photo as a phone sends it."""
    image = picture().resize((64, 48))
    image.info["exif"] = exif(1).tobytes()
    file = io.BytesIO()
    pillow_heif.from_pillow(image).save(file, quality=90)
    return file.getvalue()


async def test_heic_becomes_a_jpeg_without_its_place() -> None:
    after = Image.open(io.BytesIO(await jpeg_of(heic())))
    assert (after.format, after.size) == ("JPEG", (64, 48))
    assert not after.getexif()


async def test_a_damaged_heic_is_refused() -> None:
    with pytest.raises(AttachmentKindRefused):
        await jpeg_of(heic()[:200])


async def test_an_uploaded_photo_is_stored_without_its_place(app: App, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    sent = await app.post(path_of(conversation), bao, files={"file": ("me.jpg", photo("JPEG"))})
    assert sent.status_code == 201
    found = await app.get(f"/v1/attachments/{sent.json()['id']}", bao)
    assert found.content == stripped(photo("JPEG"), "image/jpeg")
    assert len(found.content) == sent.json()["sizeBytes"]


async def test_an_uploaded_heic_arrives_as_jpeg(app: App, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    sent = await app.post(path_of(conversation), bao, files={"file": ("IMG_1.HEIC", heic())})
    assert (sent.status_code, sent.json()["mediaType"], sent.json()["name"]) == (201, "image/jpeg", "IMG_1.jpg")


async def test_the_tenant_decides_which_kinds_are_taken_and_what_photos_keep(app: App, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    archive = {"file": ("all.zip", zipped(("notes.txt", b"hello")))}
    refused = await app.post(path_of(conversation), bao, files=archive)
    assert (refused.status_code, code_of(refused)) == (415, "attachment.kind_off")
    assert "all.zip" in refused.text
    async with app.database.transaction(bao.tenant_id) as tx:
        settings = {"attachmentKinds": ["zip", "jpeg"], "keepPhotoMetadata": True}
        await tx.execute("UPDATE tenants SET settings = settings || $2 WHERE id = $1", bao.tenant_id, settings)
    taken = await app.post(path_of(conversation), bao, files=archive)
    assert (taken.status_code, taken.json()["mediaType"]) == (201, "application/zip")
    kept = await app.post(path_of(conversation), bao, files={"file": ("me.jpg", photo("JPEG"))})
    assert (await app.get(f"/v1/attachments/{kept.json()['id']}", bao)).content == photo("JPEG")
    text = await app.post(path_of(conversation), bao, files={"file": ("a.txt", b"hello")})
    assert code_of(text) == "attachment.kind_off"


async def test_a_refusal_names_the_file_and_says_what_to_do(app: App, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    refused = await app.post(path_of(conversation), bao, files={"file": ("page.html", b"<!doctype html><html></html>")})
    assert refused.status_code == 415
    assert "“page.html”: This is a web page" in refused.text
    assert "Send it as PDF" in refused.text
