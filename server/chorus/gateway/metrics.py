"""Metrics of a gateway: plain integers on the hot path, read by Prometheus on demand."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from typing_extensions import override

RTT_BUCKETS_MS = (1, 2, 5, 10, 15, 25, 50, 75, 100, 150, 200, 300, 500, 750, 1_000, 2_500, 5_000, 10_000)


class GatewayMetrics(Collector):
    """One per gateway; `registry.register(metrics)` shows it."""

    def __init__(self) -> None:
        self.connections: Counter[str] = Counter()
        self.opened = 0
        self.closes: Counter[tuple[int, str]] = Counter()
        self.refused_handshakes: Counter[int] = Counter()
        self.frames_received = 0
        self.events_fanned_out = 0
        self.event_writes = 0
        self.duplicates_dropped = 0
        self.gaps_seen = 0
        self.gap_events_repaired = 0
        self.hints_dropped = 0
        self.slow_closes = 0
        self.floods_cut = 0
        self.resyncs = 0
        self.resumes = 0
        self.read_in_flight: Callable[[], int] = int
        self.read_bus_health: Callable[[], bool] = bool
        self._rtt_counts = [0] * (len(RTT_BUCKETS_MS) + 1)
        self._rtt_sum = 0.0

    def acknowledged(self, milliseconds: float) -> None:
        """Record the time from a message's frame to its `delivered`, in seconds."""
        self._rtt_counts[bisect_left(RTT_BUCKETS_MS, milliseconds)] += 1
        self._rtt_sum += milliseconds

    @override
    def collect(self) -> Iterable[Metric]:
        yield self._connections()
        yield self._closes()
        yield self._rtt()
        yield GaugeMetricFamily("gateway_exchange_in_flight", "Requests that wait for an answer", self.read_in_flight())
        yield GaugeMetricFamily("gateway_bus_healthy", "1 while the bus works", float(self.read_bus_health()))
        refused = CounterMetricFamily("ws_handshakes_refused", "Upgrades answered in HTTP", labels=["status"])
        # Prometheus asks from a thread of its own, so what is counted may grow meanwhile.
        for status, count in tuple(self.refused_handshakes.items()):
            refused.add_metric([str(status)], count)
        yield refused
        for name, text, value in self._counters():
            yield CounterMetricFamily(name, text, value=value)

    def _counters(self) -> Iterable[tuple[str, str, int]]:
        yield "ws_opened", "Sockets that were welcomed", self.opened
        yield "ws_frames_received", "Frames from clients", self.frames_received
        yield "ws_slow_closes", "Sockets closed because the peer did not read", self.slow_closes
        yield "ws_floods_cut", "Sockets closed because the peer sent more than one socket may", self.floods_cut
        yield "ws_resumes", "Openings that replayed what was missed", self.resumes
        yield "ws_resyncs", "Openings that could not", self.resyncs
        yield "fanout_events", "Events handed out, each encoded once", self.events_fanned_out
        yield "fanout_writes", "Events written to sockets", self.event_writes
        yield "fanout_duplicates", "Events that the bus brought twice", self.duplicates_dropped
        yield "fanout_gaps", "Gaps seen in what the bus brought", self.gaps_seen
        yield "fanout_repaired", "Events fetched from the log instead", self.gap_events_repaired
        yield "fanout_hints_dropped", "Typing and presence frames not written to slow sockets", self.hints_dropped

    def _connections(self) -> Metric:
        family = GaugeMetricFamily("ws_connections", "Open sockets", labels=["kind"])
        for kind in ("conversation", "agent"):
            family.add_metric([kind], self.connections[kind])
        return family

    def _closes(self) -> Metric:
        family = CounterMetricFamily("ws_closes", "Sockets that ended", labels=["code", "name"])
        for (code, name), count in tuple(self.closes.items()):
            family.add_metric([str(code), name], count)
        return family

    def _rtt(self) -> Metric:
        total, buckets = 0, []
        for bound, count in zip((*map(str, RTT_BUCKETS_MS), "+Inf"), self._rtt_counts, strict=True):
            total += count
            buckets.append((bound, float(total)))
        family = HistogramMetricFamily("msg_rtt_ms", "Milliseconds from a message's frame to its `delivered`")
        family.add_metric([], buckets, self._rtt_sum)
        return family
