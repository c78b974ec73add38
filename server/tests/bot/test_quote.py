"""What is quoted of a long passage: its own words, about the question, and not too many."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from chorus.bot.quote import QUOTE_MAX, quote_of
from chorus.core.ids import DocumentId, new_id
from chorus.knowledge.embedding.embedder import EmbedderUnavailable, OnnxEmbedder, Vector
from chorus.knowledge.retrieval.retrieve import Found
from tests.bot.bots import needs_kb

PASSAGE = """Our shop was founded in 1987 in a small workshop by the river, and it has grown slowly ever since.
We sell lamps, chairs, tables and textiles, and most of what we sell is made within a hundred kilometres of our door.
For a return you need three things:
- the number of your order
- the printed label
- a box that is large enough
Gift cards are valid for five years, and what remains on them after a purchase is never lost.
We are closed on the first of January, on Good Friday and on both days of Christmas."""


def found(content: str) -> Found:
    return Found(new_id(), DocumentId(new_id()), "Shop", "", content, 0.9)


class Away:
    """An embedder that is not there."""

    model_id = "none"

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        raise EmbedderUnavailable(count=len(texts))


async def test_a_short_passage_is_quoted_whole() -> None:
    assert await quote_of(found("  Five working days. "), "how long?", None) == "Five working days."


@needs_kb
async def test_the_sentence_that_answers(embedder: OnnxEmbedder) -> None:
    quote = await quote_of(found(PASSAGE), "how long can I use a voucher?", embedder)
    assert quote.startswith("Gift cards are valid for five years")
    assert quote in PASSAGE
    assert len(quote) <= QUOTE_MAX


async def test_a_list_comes_with_the_line_that_introduces_it() -> None:
    quote = await quote_of(found(PASSAGE), "do I need the printed label", None)
    assert quote.startswith("For a return you need three things:\n- the number of your order\n- the printed label")
    assert quote in PASSAGE


async def test_while_the_embedder_is_away_words_choose() -> None:
    quote = await quote_of(found(PASSAGE), "are you closed at christmas", Away())
    assert quote.startswith("We are closed on the first of January")


@given(
    st.lists(st.text(alphabet="abc .!?\n-12", min_size=1, max_size=120), min_size=1, max_size=12), st.text(max_size=40)
)
async def test_a_quotation_is_always_a_piece_of_the_passage(parts: list[str], question: str) -> None:
    content = " word. ".join(parts)
    quote = await quote_of(found(content), question, None)
    assert quote in content
