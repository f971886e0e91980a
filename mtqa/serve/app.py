"""The service's addresses."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from mtqa.serve import languages
from mtqa.serve.asked import Answer, Asked, RefusedError
from mtqa.serve.body import BUSY, Intake
from mtqa.serve.hosts import Named
from mtqa.serve.languagetool import SOFTWARE
from mtqa.serve.metrics import MEDIA, Measured, Metrics
from mtqa.serve.pool import BusyError, GoneError, Pool
from mtqa.serve.respond import response_of
from mtqa.serve.settings import Limits, Rules, Settings
from mtqa.serve.work import KINDS
from mtqa.serve.worker import DiedError, LateError


@dataclass
class Service:
    """Takes requests and hands them to the workers."""

    rules: Rules
    limits: Limits
    pool: Pool
    metrics: Metrics
    intake: Intake = field(init=False)
    _taken: int = field(default=0)

    def __post_init__(self) -> None:
        self.intake = Intake(self.limits)

    async def check(self, request: Request) -> Response:
        """`POST /check`."""
        return await self._answered(request, "check")

    async def check_text(self, request: Request) -> Response:
        """`/v2/check`."""
        return await self._answered(request, "v2")

    async def languages(self, request: Request) -> Response:
        """`/v2/languages`."""
        return JSONResponse(languages.listed(languages.served(self.rules.ruleset, self.rules.target_lang)))

    async def info(self, request: Request) -> Response:
        """`/v2/info`."""
        return JSONResponse({"software": SOFTWARE})

    async def longest(self, request: Request) -> Response:
        """`/v2/maxtextlength`."""
        return PlainTextResponse(str(self.limits.body))

    async def health(self, request: Request) -> Response:
        """`/healthz`: the service answers."""
        return PlainTextResponse("OK")

    async def readiness(self, request: Request) -> Response:
        """`/readyz`, `/v2/healthcheck`: there is a worker, and room for another request."""
        if not self.pool.ready:
            return _busy("no worker process is ready yet\n")
        return _busy(f"Error: {BUSY}\n") if self._taken >= self.limits.most else PlainTextResponse("OK")

    async def measures(self, request: Request) -> Response:
        """`/metrics`."""
        self.metrics.waiting.set(self.pool.waiting)
        self.metrics.workers.set(self.pool.ready)
        return Response(self.metrics.told(), media_type=MEDIA)

    async def _answered(self, request: Request, kind: str) -> Response:
        refuse = KINDS[kind][1]
        try:
            body = await self.intake.body_of(request)
            if self._taken >= self.limits.most:
                return response_of(refuse(BUSY, 503))
            self._taken += 1
            try:
                return response_of(await self._answer(request, kind, body))
            finally:
                self._taken -= 1
        except RefusedError as error:
            return response_of(refuse(error.what, error.status))
        except BusyError:
            return response_of(refuse(BUSY, 503))
        except LateError:
            told = f"Checking took longer than {self.limits.timeout:g} seconds, which is this server's limit. "
            return response_of(refuse(told + "Please submit a shorter text.", 504))
        except DiedError:
            return response_of(refuse("the process that checked this ended before it was through", 503))
        except (ClientDisconnect, GoneError):
            return Response(status_code=499)

    async def _answer(self, request: Request, kind: str, body: bytes) -> Answer:
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        asked = Asked(kind, request.url.query, body, media)
        answer = await self.pool.ask(asked, request.is_disconnected)
        self.metrics.checked(answer)
        return answer


def application(service: Service, settings: Settings) -> Measured:
    """Return the service as an ASGI application."""
    routes = [
        Route("/check", service.check, methods=["POST"]),
        Route("/v2/check", service.check_text, methods=["GET", "POST"]),
        Route("/v2/languages", service.languages),
        Route("/v2/info", service.info),
        Route("/v2/maxtextlength", service.longest),
        Route("/v2/healthcheck", service.readiness),
        Route("/healthz", service.health),
        Route("/readyz", service.readiness),
        Route("/metrics", service.measures),
    ]
    origins = [*settings.origins]
    cors = Middleware(CORSMiddleware, allow_origins=origins, allow_methods=["GET", "POST"], allow_headers=["*"])
    app = Starlette(routes=routes, middleware=[cors] if origins else [], exception_handlers={404: _nowhere})
    named = Named.of(app, settings.host, settings.hosts)
    return Measured(named, service.metrics, frozenset(route.path for route in routes))


async def _nowhere(request: Request, error: Exception) -> Response:
    path = request.url.path
    told = f"Error: Unsupported action: '{path[4:44]}'" if path.startswith("/v2/") else "there is no such address"
    return PlainTextResponse(f"{told}. Addresses are /check, /v2/check and /v2/languages\n", status_code=404)


def _busy(told: str) -> Response:
    return PlainTextResponse(told, status_code=503, headers={"Retry-After": "1"})
