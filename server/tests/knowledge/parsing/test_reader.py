"""Documents are read in a process of their own: what hangs there or crashes it is refused, and harms nobody else."""

import asyncio
from pathlib import Path

import pytest

from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from chorus.knowledge.documents.index import index_document
from chorus.knowledge.errors import Unreadable
from chorus.knowledge.parsing.read import Abandoned, read
from chorus.knowledge.parsing.sniff import HTML, MARKDOWN, PDF
from tests.bot.bots import Bot, needs_kb
from tests.knowledge.parsing.sample_files import pdf

# Linear, but for minutes: ten megabytes of rows.
LONG = b"a|b\n-|-\n" * 1_250_000


def _readers() -> set[int]:
    """Processes of ours that read a document."""
    tasks = Path("/proc/self/task")
    children = {int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()}
    return {child for child in children if b"reader.py" in Path(f"/proc/{child}/cmdline").read_bytes()}


async def test_a_document_that_takes_too_long_is_refused() -> None:
    with pytest.raises(Unreadable, match="took too much time or memory"):
        await read(LONG, MARKDOWN, cpu_seconds=1)
    assert not _readers()


async def test_reading_ends_when_nobody_wants_it() -> None:
    async def is_wanted() -> bool:
        assert _readers()
        return False

    with pytest.raises(Abandoned):
        await read(LONG, MARKDOWN, is_wanted=is_wanted)
    assert not _readers()


async def test_reading_ends_with_the_job() -> None:
    reading = asyncio.create_task(read(LONG, MARKDOWN))
    async with asyncio.timeout(20):
        while not _readers():
            await asyncio.sleep(0.02)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert not _readers()


@pytest.mark.parametrize("content", [b"%PDF-1.7\nnothing", pdf("x")[:200], b"%PDF-" + bytes(range(256)) * 100])
async def test_a_damaged_file_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"damaged|no text"):
        await read(content, PDF)


async def test_openings_without_an_end_are_text() -> None:
    for opening in ("<!---->", "<!--", "<![", "<a ", "<p title='"):
        found = await read((opening * (200_000 // len(opening)) + "x").encode(), HTML, cpu_seconds=10)
        assert found.cuts[-1].content.endswith("x")


@needs_kb
async def test_a_document_that_is_deleted_while_it_is_read_is_given_up(bot: Bot, acme: TenantId, sam: Actor) -> None:
    document = await bot.adds(acme, LONG)
    indexing = asyncio.create_task(index_document(bot.database, bot.knowledge, acme, document.id))
    async with asyncio.timeout(60):
        while not _readers():
            await asyncio.sleep(0.02)
        await bot.removes(sam, document.id)
        await indexing
    assert not _readers()
    assert bot.knowledge.vectors is not None
    assert await bot.knowledge.vectors.passage_ids(acme) == set()
