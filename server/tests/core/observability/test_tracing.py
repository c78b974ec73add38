"""One trace follows a message from the socket to the commit and on to the peers' sockets."""

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.say import message_of
from chorus.core.actor import Actor
from chorus.core.ids import new_id
from chorus.core.observability import tracing
from chorus.protocol.topics import conversation_for_customer
from chorus.stores.postgres.database import Database
from tests import people
from tests.people import Published


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_tracer", provider.get_tracer("test"))
    return exporter


def test_without_an_exporter_tracing_is_off() -> None:
    assert isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)
    assert not tracing.is_on()


async def test_the_commit_and_the_envelope_belong_to_the_trace_of_the_frame(
    database: Database, writer: MessageWriter, bao: Actor, published: Published, spans: InMemorySpanExporter
) -> None:
    conversation = await people.conversation_with(database, bao)
    root = tracing.begin("message")

    message = message_of(bao, conversation.id, message_id=new_id(), content="Hello", trace=tracing.carry(root))
    await writer.append(message)
    root.end()
    await writer.stop()

    commit, frame = spans.get_finished_spans()
    assert (commit.name, frame.name) == ("append", "message")
    assert commit.parent is not None
    assert commit.parent.span_id == frame.context.span_id
    envelope = published.on(conversation_for_customer(conversation.id))[-1]
    assert envelope.trace == tracing.carry(root)
    assert f"{frame.context.trace_id:032x}" in envelope.trace
