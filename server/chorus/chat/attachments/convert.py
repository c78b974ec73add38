"""Photos of phones as browsers show them: HEIC becomes JPEG, in a process of its own with bounds."""

import asyncio
import sys
from pathlib import Path

from chorus.chat.attachments.errors import AttachmentKindRefused, AttachmentTooManyPixels
from chorus.core.errors import BusyError

SECONDS = 40.0
AT_ONCE = 2
WAITING_MAX = 16
_READER = Path(__file__).with_name("heic_reader.py")
_TOO_MANY_PIXELS = 5


class Line:
    """At most so many conversions at once, and a bounded number that wait."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def __aenter__(self) -> None:
        if self._waiting >= WAITING_MAX:
            raise BusyError(retry_after_seconds=10)
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1

    async def __aexit__(self, *_: object) -> None:
        self._free.release()


_line = Line()


async def jpeg_of(content: bytes) -> bytes:
    """Convert a picture to JPEG with upright orientation; raises the matching refusal.

    Raises:
        AttachmentKindRefused: If files of this type are not accepted.
        AttachmentTooManyPixels: If the image has too many pixels.
    """
    async with _line:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(_READER),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(SECONDS):
                jpeg, _ = await process.communicate(content)
        except TimeoutError as error:
            raise AttachmentKindRefused("The photo takes too long to convert. Send it as JPEG.") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode == _TOO_MANY_PIXELS:
        raise AttachmentTooManyPixels
    if process.returncode or not jpeg:
        raise AttachmentKindRefused("The photo is damaged. Retake it, or send it as JPEG.")
    return jpeg
