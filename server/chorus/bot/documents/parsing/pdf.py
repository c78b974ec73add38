"""The text of a PDF, read in a process of its own: a file that hangs or bloats the reader harms nobody else."""

import asyncio
import sys
from pathlib import Path

from chorus.bot.documents.errors import Unreadable

SECONDS = 60.0
_READER = Path(__file__).with_name("pdf_reader.py")
_REASONS = {
    3: "The PDF is protected by a password.",
    4: "The PDF cannot be read; it seems to be damaged.",
    5: "The PDF has too many pages.",
}


async def read_pdf(content: bytes) -> str:
    """The text of all pages; raises `Unreadable`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(_READER),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(SECONDS):
            text, _ = await process.communicate(content)
    except TimeoutError as error:
        raise Unreadable("Reading the PDF took too long.") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise Unreadable(_REASONS.get(process.returncode, _REASONS[4]))
    found = text.decode("utf-8", "replace")
    if not found.strip():
        raise Unreadable("The PDF has no text; it may consist of scanned pictures.")
    return found
