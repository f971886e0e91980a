"""Ask servers for a text: one request a hop, and each answer judged before it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING

import httpcore
import httpx

import mtqa
from mtqa import rx
from mtqa.errors import InputError
from mtqa.fetch import stored
from mtqa.fetch.address import Resolve
from mtqa.fetch.body import ASKED, over, read_body
from mtqa.fetch.stored import Answer
from mtqa.fetch.transport import Deadline, VettedBackend, VettedTransport
from mtqa.load.bytesource import ByteSource

if TYPE_CHECKING:
    from mtqa.fetch import Limits

HEADERS = {
    "User-Agent": f"mtqa/{mtqa.__version__}",
    "Accept": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
    " text/html;q=0.8, */*;q=0.5",
    "Accept-Encoding": ASKED,
}
_REDIRECTS = (301, 302, 303, 307, 308)
_FAILED = {
    401: ("a login is needed", "save the text to a file first; mtqa sends no password"),
    403: ("the server refuses", "it may want a login or a browser: save the text to a file first"),
    404: ("there is no such page", "check the address"),
    407: ("a login is needed", "save the text to a file first; mtqa sends no password"),
    410: ("the page is gone", "check the address"),
    429: ("the server has been asked too often", "try again later"),
}
_NO_TEXT = ("image/", "audio/", "video/", "font/", "model/")
_NO_TEXTS = {"application/pdf", "application/zip", "application/x-tar", "application/msword", "application/wasm"}
_ERRNO = rx.compile(r"^\[Errno -?\d+\] ")
_NO_TEXT_KINDS = ("application/vnd.openxmlformats", "application/vnd.ms-", "application/vnd.oasis")


@dataclass(slots=True)
class Fetching:
    """One text being fetched, over as many hops as it takes."""

    url: str
    allow_private: bool
    limits: Limits
    resolve: Resolve

    def run(self) -> ByteSource:
        """Fetch the text. Raises: InputError."""
        backend = VettedBackend(self.url, Deadline(self.limits.total), self.allow_private, self.resolve)
        waits = httpx.Timeout(self.limits.wait, connect=self.limits.connect)
        try:
            with httpx.Client(
                transport=VettedTransport(backend), timeout=waits, headers=HEADERS, trust_env=False
            ) as client:
                answer = self._follow(client)
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            raise self._error(f"no full answer in {self.limits.total:g} s", "try again later") from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
            raise self._error(f"not an address: {error}", "an address is https://host/path") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError) as error:
            raise self._unreachable(error) from error
        return ByteSource(self.url, data=answer.body, media=answer.media, charset=answer.charset)

    def _follow(self, client: httpx.Client) -> Answer:
        hop, passed = self._vet(httpx.URL(self.url)), []
        while True:
            answer = self._ask(client, hop)
            if isinstance(answer, Answer):
                return answer
            passed.append(hop)
            if answer.scheme == "http" and hop.scheme == "https":
                raise self._error("it redirects from https to plain http", f"if that is right, give {answer}")
            if answer in passed:
                raise self._error("its redirects go round in a circle", f"{answer} comes twice")
            if len(passed) > self.limits.redirects:
                raise self._error(f"over {self.limits.redirects} redirects", f"the last is to {answer}")
            hop = answer

    def _vet(self, url: httpx.URL) -> httpx.URL:
        if url.scheme not in ("http", "https"):
            raise self._error(f"it redirects to {url.scheme}:, which is not read", "http and https are read")
        if not url.host:
            raise self._error("the address names no host", "an address is https://host/path")
        if url.userinfo:
            shown = str(url.copy_with(username=None, password=None))
            raise InputError(
                "a name or password in the address", shown, "mtqa sends none: save the text to a file first"
            )
        if url.port is not None and not 0 < url.port < 65536:
            raise self._error(f"there is no port {url.port}", "check the address")
        return url.copy_with(fragment=None)

    def _ask(self, client: httpx.Client, url: httpx.URL) -> Answer | httpx.URL:
        """Send one request. Return its answer, or where it redirects to."""
        known = stored.recall(str(url))
        for conditions in (known.conditions() if known else {}, {}):
            with client.stream("GET", url, headers=conditions, follow_redirects=False) as response:
                if response.status_code == 304 and conditions and known:
                    stored.used(known)
                    return known
                if response.status_code in _REDIRECTS:
                    return self._next(url, response)
                if response.status_code != 304:
                    return self._read(url, response)
        raise self._error("the server says that nothing has changed, and was not asked", "try again later")

    def _next(self, url: httpx.URL, response: httpx.Response) -> httpx.URL:
        to = response.headers.get("Location", "")
        if not to:
            raise self._error("it redirects to nowhere", f"{url} answers {response.status_code} without a Location")
        return self._vet(url.join(to))

    def _read(self, url: httpx.URL, response: httpx.Response) -> Answer:
        if response.status_code not in (200, 203):
            raise self._failed(response.status_code)
        media, charset = _media_of(response.headers.get("Content-Type", ""))
        if media.startswith((*_NO_TEXT, *_NO_TEXT_KINDS)) or media in _NO_TEXTS:
            raise self._error(f"the answer is {media}, not a text", "give the address of a feed, page or text")
        announced = response.headers.get("Content-Length", "")
        if announced.isascii() and announced.isdigit() and int(announced[:20]) > self.limits.size:
            raise over(self.limits.size, self.url)
        packing = response.headers.get("Content-Encoding", "")
        body = read_body(response.iter_raw(), packing, self.limits.size, self.url)
        if not body.strip():
            raise self._error("the answer is empty", "check the address")
        state = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
        answer = Answer(str(url), body, media, charset, *state)
        if "no-store" not in response.headers.get("Cache-Control", "").lower():
            stored.keep(answer)
        return answer

    def _failed(self, status: int) -> InputError:
        told, hint = _FAILED.get(status, ("the server has failed" if status >= 500 else "no text in the answer", ""))
        return self._error(f"{told} (HTTP {status})", hint or "try again later")

    def _unreachable(self, error: Exception) -> InputError:
        if "CERTIFICATE" in str(error).upper():
            return self._error(
                f"the server's certificate is not accepted: {error}", "SSL_CERT_FILE names others to trust"
            )
        told = _ERRNO.sub("", str(error)) or type(error).__name__
        return self._error(f"cannot be fetched: {told}", "check the address and the network")

    def _error(self, what: str, hint: str) -> InputError:
        return InputError(what, self.url, hint)


def _media_of(header: str) -> tuple[str, str]:
    """Return the media type and the charset of a Content-Type header, in lower case."""
    message = Message()
    message["Content-Type"] = header.replace("\r", " ").replace("\n", " ")
    return (message.get_content_type() if header.strip() else ""), (message.get_content_charset() or "")
