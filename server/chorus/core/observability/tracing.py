"""One trace per message, from socket to database to socket (W3C Trace Context). When off, it costs a comparison."""

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_propagator = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("chorus")
_HEADER = "traceparent"


def is_on() -> bool:
    """Return whether a tracer provider was set."""
    return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


def begin(name: str, parent: str = "", kind: SpanKind = SpanKind.INTERNAL) -> Span:
    """Start a span below a `traceparent`, or a new trace. Attributes hold ids and numbers, never texts."""
    context = _propagator.extract({_HEADER: parent}) if parent else None
    return _tracer.start_span(name, context=context, kind=kind)


def carry(span: Span) -> str:
    """Return the span as a `traceparent` to pass on."""
    found: dict[str, str] = {}
    _propagator.inject(found, trace.set_span_in_context(span))
    return found.get(_HEADER, "")
