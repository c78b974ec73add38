"""OpenTelemetry traces, when an endpoint is set: a message from socket to database to socket."""

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


def trace_to(endpoint: str | None, *, service: str, version: str) -> None:
    """Export spans by OTLP over HTTP; without an endpoint the API's no-op tracer stays and costs nothing."""
    if endpoint is None:
        return
    provider = TracerProvider(resource=Resource.create({"service.name": service, "service.version": version}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")))
    trace.set_tracer_provider(provider)
