"""What the service counts, for Prometheus."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mtqa.serve.asked import Answer

MEDIA = CONTENT_TYPE_LATEST
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counts of one service."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own = self.registry
        self.requests = Counter("mtqa_requests", "Requests answered.", ["path", "status"], registry=own)
        self.seconds = Histogram(
            "mtqa_request_seconds", "Time from request to answer.", ["path"], buckets=SECONDS, registry=own
        )
        self.segments = Counter("mtqa_segments", "Segments checked.", registry=own)
        self.characters = Counter("mtqa_characters", "Code points of translation checked.", registry=own)
        self.findings = Counter("mtqa_findings", "Findings told.", ["severity"], registry=own)
        self.replaced = Counter("mtqa_workers_replaced", "Worker processes replaced, by why.", ["reason"], registry=own)
        self.in_flight = Gauge("mtqa_requests_in_flight", "Requests under way.", registry=own)
        self.waiting = Gauge("mtqa_requests_waiting", "Requests that wait for a worker.", registry=own)
        self.workers = Gauge("mtqa_workers", "Worker processes ready.", registry=own)

    def checked(self, answer: Answer) -> None:
        """Count what was checked for an answer."""
        self.segments.inc(answer.segments)
        self.characters.inc(answer.size)
        for severity, number in answer.findings:
            self.findings.labels(severity).inc(number)

    def told(self) -> bytes:
        """Return all counts in Prometheus' text format."""
        return generate_latest(self.registry)


class Measured:
    """Counts and times the requests to an application. Paths it has not are counted together."""

    def __init__(self, app: ASGIApp, metrics: Metrics, paths: frozenset[str]) -> None:
        self.app, self.metrics, self.paths = app, metrics, paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"] if scope["path"] in self.paths else "other"

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.metrics.requests.labels(path, str(message["status"])).inc()
                message["headers"] = [*message.get("headers", ()), (b"x-content-type-options", b"nosniff")]
            await send(message)

        with self.metrics.in_flight.track_inprogress(), self.metrics.seconds.labels(path).time():
            await self.app(scope, receive, counted)
