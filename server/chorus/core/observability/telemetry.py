"""OpenTelemetry traces, when an endpoint is set: a message from socket to database to socket."""


def trace_to(endpoint: str | None, *, service: str, version: str) -> None:
    """Export spans by OTLP over HTTP; without an endpoint the API's no-op tracer stays and costs nothing."""
    if endpoint is None:
        return
    # Imported here: most installations trace nothing, and need not load what does.
    from opentelemetry import trace  # noqa: PLC0415
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": service, "service.version": version}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")))
    trace.set_tracer_provider(provider)
