"""Counts and times of requests, and the state of engine and graph, for Prometheus."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.datastructures import State

from service.desk import Desk, Desks
from service.observe.exchange import Exchange

_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY"})
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """What is counted for one application, in a registry of its own."""

    def __init__(self, state: State) -> None:
        """Count from nothing; state holds the desks as soon as there are some."""
        self.registry = CollectorRegistry()
        self.in_flight = Gauge(
            "rejoinder_requests_in_flight", "Requests that are being answered.", registry=self.registry
        )
        self._requests = Counter(
            "rejoinder_requests",
            "Requests answered, by template of the route.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "rejoinder_request_seconds",
            "Time from a request to the last byte of its answer.",
            ("route", "lane"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._unfinished = Counter(
            "rejoinder_answers_unfinished",
            "Answers that did not come to their end.",
            ("outcome",),
            registry=self.registry,
        )
        self._bytes = Counter("rejoinder_sent_bytes", "Bytes of answers sent.", registry=self.registry)
        self._rows = Counter(
            "rejoinder_sent_rows", "Rows sent, of answers that tell their number.", registry=self.registry
        )
        ProcessCollector(registry=self.registry)
        self.registry.register(_Engine(state))

    def count(self, exchange: Exchange) -> None:
        """Count one request that is over."""
        method = exchange.scope["method"]
        self._requests.labels(
            exchange.route, method if method in _METHODS else "other", exchange.status
        ).inc()
        self._seconds.labels(exchange.route, exchange.lane).observe(exchange.milliseconds / 1000)
        if exchange.outcome != "complete":
            self._unfinished.labels(exchange.outcome).inc()
        self._bytes.inc(exchange.sent)
        self._rows.inc(exchange.rows or 0)


class _Engine(Collector):
    """Engine and graph as they are when somebody asks."""

    def __init__(self, state: State) -> None:
        self._state = state

    def collect(self) -> Iterable[Metric]:
        desks: Desks | None = getattr(self._state, "desks", None)
        desk = desks.latest if desks else None
        return [] if desk is None else [*_engine(desk), *_graph(desk)]


def _engine(desk: Desk) -> Iterable[Metric]:
    status = desk.pool.status
    workers = GaugeMetricFamily("rejoinder_workers", "Worker processes, by state.", labels=["state"])
    for state, number in (("wanted", status.workers), ("ready", status.ready), ("free", status.free)):
        workers.add_metric([state], number)
    yield workers
    yield GaugeMetricFamily("rejoinder_waiting", "Questions that wait for a worker.", status.waiting)
    deaths = CounterMetricFamily("rejoinder_worker_deaths", "Ends of workers, by reason.", labels=["reason"])
    for reason in ("time", "memory", "crash", "left", "ended", "tired"):
        deaths.add_metric([reason], desk.pool.deaths[reason])
    yield deaths
    refusals = CounterMetricFamily(
        "rejoinder_queue_refusals", "Questions for which no worker became free.", labels=["lane"]
    )
    for lane in ("canned", "adhoc"):
        refusals.add_metric([lane], desk.pool.refusals[lane])
    yield refusals


def _graph(desk: Desk) -> Iterable[Metric]:
    yield InfoMetricFamily(
        "rejoinder_graph", "The graph that is served.", {"revision": desk.snapshot.revision}
    )
    yield GaugeMetricFamily("rejoinder_graph_quads", "Statements in the graph.", desk.snapshot.quads)
