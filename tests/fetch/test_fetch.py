"""Texts from a real server on loopback."""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import time
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from server import Site, answer, dripping, redirect, serving, tagged

from mtqa.errors import InputError, UsageError
from mtqa.fetch import Limits, fetch
from mtqa.load import LoadOptions, format_of, load

pytest.importorskip("httpx")
TEXT = b"The minister spoke.\n"


def refused(url: str, told: str, **options: Any) -> InputError:
    with pytest.raises(InputError) as raised:
        fetch(url, **{"allow_private": True, **options})
    assert told in str(raised.value)
    assert raised.value.where
    assert raised.value.hint
    return raised.value


def test_a_text_is_fetched(site: Site) -> None:
    site.answers["/a.txt"] = answer(TEXT, Content_Type="Text/Plain; Charset=UTF-8")
    source = fetch(site.url("/a.txt"), allow_private=True)
    assert (source.data, source.media, source.charset, source.path) == (TEXT, "text/plain", "utf-8", None)
    ((_, headers),) = site.asked
    assert headers["User-Agent"].startswith("mtqa/")
    assert headers["Accept-Encoding"] == "gzip, deflate"
    assert headers["Host"] == f"127.0.0.1:{site.port}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site: Site, status: int) -> None:
    site.answers |= {"/": redirect("/b?x=1#part", status), "/b?x=1": answer(TEXT)}
    assert fetch(site.url(), allow_private=True).data == TEXT
    assert site.paths() == ["/", "/b?x=1"]


def test_five_redirects_and_no_more(site: Site) -> None:
    site.answers |= {f"/{n}": redirect(f"/{n - 1}") for n in range(1, 7)} | {"/0": answer(TEXT)}
    assert fetch(site.url("/5"), allow_private=True).data == TEXT
    site.asked.clear()
    refused(site.url("/6"), "over 5 redirects")
    assert site.paths() == ["/6", "/5", "/4", "/3", "/2", "/1"]


def test_redirects_in_a_circle(site: Site) -> None:
    site.answers |= {"/a": redirect("/b"), "/b": redirect("/a#else")}
    refused(site.url("/a"), "round in a circle")
    assert site.paths() == ["/a", "/b"]


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("file:///etc/hostname", "file:"),
        ("ftp://127.0.0.1/", "ftp:"),
        ("http://user:secret@127.0.0.1/", "name or password"),
        ("http://", "in a circle"),
        ("", "nowhere"),
        ("http://[::1", "cannot be fetched"),
        ("http://127.0.0.1:99999/", "no port"),
    ],
)
def test_where_a_redirect_may_not_lead(site: Site, to: str, told: str) -> None:
    site.answers["/"] = redirect(to)
    error = refused(site.url(), told)
    assert "secret" not in str(error)


def test_a_password_is_not_sent_and_not_shown(site: Site) -> None:
    error = refused(site.url(host="user:secret@127.0.0.1"), "name or password")
    assert "secret" not in str(error)
    assert not site.asked


def test_private_addresses_are_refused(site: Site) -> None:
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"):
        refused(site.url(host=host), "not a public address", allow_private=False)
    assert not site.asked


def test_a_public_server_cannot_redirect_into_the_local_network(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name `public.test` is taken for public and is this server; what it redirects to is vetted by itself."""
    import mtqa.fetch.address as address

    judged = []

    def judge(text: str) -> bool:
        judged.append(text)
        return len(judged) == 1

    monkeypatch.setattr(address, "is_public", judge)
    site.answers |= {"/": redirect(site.url("/inside", "inside.test")), "/inside": answer(TEXT)}
    names = {"public.test": ["127.0.0.1"], "inside.test": ["127.0.0.2"]}
    url = site.url(host="public.test")
    refused(url, "inside.test (127.0.0.2)", allow_private=False, resolve=lambda host, *_: names[host])
    assert site.paths() == ["/"]
    assert judged == ["127.0.0.1", "127.0.0.2"]


def test_a_name_is_resolved_once_and_its_vetted_address_connected_to(site: Site) -> None:
    """A name server that answers otherwise the second time (rebinding) is not asked a second time."""
    asked = []

    def resolve(host: str, port: int, wait: float) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["192.0.2.1"]

    site.answers["/"] = answer(TEXT)
    assert fetch(site.url(host="feeds.test"), allow_private=True, resolve=resolve).data == TEXT
    assert asked == ["feeds.test"]
    assert site.asked[0][1]["Host"] == f"feeds.test:{site.port}"


def test_of_several_addresses_only_public_ones_are_tried() -> None:
    from mtqa.fetch.address import vetted

    assert vetted("mixed.test", ["127.0.0.1", "8.8.8.8", "::1"], "", False) == ["8.8.8.8"]


def test_the_next_address_is_tried(site: Site) -> None:
    site.answers["/"] = answer(TEXT)
    names = ["127.0.0.99", "127.0.0.1"]  # nothing listens at the first
    assert fetch(site.url(host="two.test"), allow_private=True, resolve=lambda *_: names).data == TEXT


def test_an_unchanged_answer_is_not_sent_again(site: Site) -> None:
    site.answers["/f"] = tagged(TEXT, '"one"', Content_Type="text/plain; charset=iso-8859-1")
    first = fetch(site.url("/f"), allow_private=True)
    second = fetch(site.url("/f"), allow_private=True)
    assert first == second
    assert [headers.get("If-None-Match") for _, headers in site.asked] == [None, '"one"']
    site.answers["/f"] = tagged(b"Other.\n", '"two"')
    assert fetch(site.url("/f"), allow_private=True).data == b"Other.\n"
    assert fetch(site.url("/f"), allow_private=True).data == b"Other.\n"
    assert [headers.get("If-None-Match") for _, headers in site.asked] == [None, '"one"', '"one"', '"two"']


def test_last_modified_is_asked_after_where_there_is_no_tag(site: Site) -> None:
    date = "Mon, 02 Nov 2026 10:00:00 GMT"
    site.answers["/f"] = answer(TEXT, Last_Modified=date)
    fetch(site.url("/f"), allow_private=True)
    site.answers["/f"] = answer(b"", 304)
    assert fetch(site.url("/f"), allow_private=True).data == TEXT
    assert site.asked[1][1]["If-Modified-Since"] == date


def test_conditions_belong_to_the_hop_that_set_them(site: Site) -> None:
    site.answers |= {"/old": redirect("/new"), "/new": tagged(TEXT, '"n"')}
    for _ in range(2):
        assert fetch(site.url("/old"), allow_private=True).data == TEXT
    conditions = [(path, headers.get("If-None-Match")) for path, headers in site.asked]
    assert conditions == [("/old", None), ("/new", None), ("/old", None), ("/new", '"n"')]


def test_a_damaged_cache_is_not_used(site: Site, tmp_path: Path) -> None:
    site.answers["/f"] = tagged(TEXT, '"one"')
    fetch(site.url("/f"), allow_private=True)
    (kept,) = (tmp_path / "cache").glob("answer-*")
    for damage in (kept.read_bytes()[:-3], b"", b"{}\n", b"[1]\nbody", kept.read_bytes().replace(b"spoke", b"spike")):
        kept.write_bytes(damage)
        assert fetch(site.url("/f"), allow_private=True).data == TEXT
        assert "If-None-Match" not in site.asked[-1][1]
        assert kept.read_bytes().endswith(TEXT)


def test_no_store_is_heeded(site: Site, tmp_path: Path) -> None:
    site.answers["/f"] = tagged(TEXT, '"one"', Cache_Control="private, No-Store")
    fetch(site.url("/f"), allow_private=True)
    assert not list((tmp_path / "cache").glob("answer-*"))


def test_a_server_that_says_unchanged_unasked(site: Site) -> None:
    site.answers["/"] = answer(b"", 304)
    refused(site.url(), "was not asked")


@pytest.mark.parametrize("answering", [dripping(b"a", 0.1), dripping(b"X", 0.1, head=True)])
def test_the_time_for_the_whole_is_bounded(site: Site, answering: Any) -> None:
    """Each byte comes soon enough; only the sum is too long."""
    site.answers["/"] = answering
    start = time.monotonic()
    refused(site.url(), "no full answer in 0.8 s", limits=Limits(total=0.8, wait=0.5))
    assert 0.7 < time.monotonic() - start < 3


def test_a_server_that_says_nothing(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        start = time.monotonic()
        refused(url, "no full answer", limits=Limits(wait=0.3))
        assert time.monotonic() - start < 3


def test_a_name_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(5) or [])
    start = time.monotonic()
    refused("http://slow.test/", "no answer from the name server", limits=Limits(total=0.3))
    assert time.monotonic() - start < 2


def test_the_size_is_bounded(site: Site) -> None:
    limits = Limits(size=1000)
    site.answers |= {"/fits": answer(b"a" * 1000), "/over": answer(b"a" * 1001), "/endless": dripping(b"a" * 400, 0)}
    assert fetch(site.url("/fits"), allow_private=True, limits=limits).data == b"a" * 1000
    for path in ("/over", "/endless"):
        refused(site.url(path), "over 1,000 bytes", limits=limits)


@pytest.mark.parametrize("packing", ["gzip", "x-gzip", "GZIP", "deflate"])
def test_packed_answers_are_unpacked(site: Site, packing: str) -> None:
    packed = zlib.compress(TEXT * 50) if packing == "deflate" else gzip.compress(TEXT * 50)
    site.answers["/"] = answer(packed, Content_Encoding=packing)
    assert fetch(site.url(), allow_private=True).data == TEXT * 50


def test_other_packings(site: Site) -> None:
    raw = zlib.compressobj(wbits=-15)
    two = gzip.compress(TEXT) + gzip.compress(TEXT)
    site.answers |= {
        "/raw": answer(raw.compress(TEXT) + raw.flush(), Content_Encoding="deflate"),
        "/members": answer(two, Content_Encoding="gzip"),
        "/twice": answer(gzip.compress(gzip.compress(TEXT)), Content_Encoding="gzip, gzip"),
        "/file.txt.gz": answer(gzip.compress(TEXT), Content_Type="application/gzip"),
        "/plain": answer(TEXT, Content_Encoding="identity"),
    }
    for path, body in {
        "/raw": TEXT,
        "/members": TEXT * 2,
        "/twice": TEXT,
        "/file.txt.gz": TEXT,
        "/plain": TEXT,
    }.items():
        assert fetch(site.url(path), allow_private=True).data == body, path


def test_a_bomb_is_not_unpacked(site: Site) -> None:
    bomb = gzip.compress(b"\n" * (50 << 20))
    assert len(bomb) < 60_000
    site.answers |= {
        "/packed": answer(bomb, Content_Encoding="gzip"),
        "/twice": answer(gzip.compress(bomb), Content_Encoding="gzip, gzip"),
        "/file": answer(bomb),
    }
    import tracemalloc

    for path in ("/packed", "/twice", "/file"):
        tracemalloc.start()
        refused(site.url(path), "over 4 MiB", limits=Limits(size=4 << 20))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 16 << 20, path


@pytest.mark.parametrize("cut", [5, 30])
def test_damaged_packings(site: Site, cut: int) -> None:
    packed = gzip.compress(bytes(range(256)) * 4)
    site.answers |= {
        "/cut": answer(packed[:-cut], Content_Encoding="gzip"),
        "/wrong": answer(b"not gzip at all", Content_Encoding="gzip"),
        "/flipped": answer(packed[:40] + b"\xff\xff\xff" + packed[43:], Content_Encoding="gzip"),
        "/br": answer(TEXT, Content_Encoding="br"),
    }
    refused(site.url("/cut"), "cut short")
    refused(site.url("/wrong"), "damaged")
    refused(site.url("/flipped"), "damaged")
    refused(site.url("/br"), "not asked for")


def test_a_body_shorter_than_announced(site: Site) -> None:
    site.answers["/"] = answer(TEXT, Content_Length="500")
    refused(site.url(), "cannot be fetched", limits=Limits(wait=2))


@pytest.mark.parametrize(
    "media", ["image/png", "application/pdf", "video/mp4", "application/vnd.ms-excel", "application/zip"]
)
def test_what_is_no_text_is_refused(site: Site, media: str) -> None:
    site.answers["/feed"] = answer(b"\x89PNG", Content_Type=media)
    refused(site.url("/feed"), f"{media}, not a text")


@pytest.mark.parametrize(
    ("status", "told"),
    [(404, "no such page (HTTP 404)"), (410, "gone"), (401, "login"), (403, "refuses"), (429, "too often"), (500, "HTTP 500"),
     (503, "failed"), (204, "HTTP 204"), (206, "HTTP 206"), (418, "HTTP 418")],
)  # fmt: skip
def test_failures_are_told(site: Site, status: int, told: str) -> None:
    site.answers["/"] = answer(b"" if status == 204 else b"<rss/>", status)
    refused(site.url(), told)


def test_an_empty_answer_has_not_passed(site: Site) -> None:
    site.answers["/"] = answer(b"  \n")
    refused(site.url(), "empty")


def test_a_refused_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    refused(f"http://127.0.0.1:{port}/", "cannot be fetched")


def test_what_is_not_http(site: Site) -> None:
    def nonsense(to: Any) -> None:
        to.wfile.write(b"SSH-2.0-OpenSSH\r\n")

    site.answers["/"] = nonsense
    refused(site.url(), "cannot be fetched")


def test_a_head_without_end(site: Site) -> None:
    def endless(to: Any) -> None:
        to.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            to.wfile.write(b"X-Header: " + b"a" * 1000 + b"\r\n")

    site.answers["/"] = endless
    refused(site.url(), "cannot be fetched")


def test_proxies_of_the_environment_are_not_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.answers["/"] = answer(TEXT)
    assert fetch(site.url(), allow_private=True).data == TEXT


def test_cookies_do_not_go_to_another_host(site: Site) -> None:
    site.answers |= {
        "/": answer(b"", 302, Location=site.url("/next", "b.test"), Set_Cookie="secret=1"),
        "/next": answer(TEXT),
    }
    fetch(site.url(host="a.test"), allow_private=True, resolve=lambda *_: ["127.0.0.1"])
    assert "Cookie" not in site.asked[1][1]


def test_the_charset_of_the_header(site: Site) -> None:
    site.answers |= {
        "/latin": answer("déjà vu".encode("latin-1"), Content_Type='text/plain; charset="ISO-8859-1"'),
        "/bom": answer("\ufeffdéjà vu".encode(), Content_Type="text/plain; charset=ISO-8859-1"),
        "/wide": answer("déjà vu".encode("utf-16-le"), Content_Type="text/plain; charset=utf-16le"),
        "/none": answer("déjà vu".encode(), Content_Type="text/plain"),
        "/ascii": answer("déjà vu".encode(), Content_Type="text/plain; charset=us-ascii"),
    }
    for path in site.answers:
        document = load(fetch(site.url(path), allow_private=True), LoadOptions())
        assert [s.target for s in document.segments] == ["déjà vu"], path


@pytest.mark.parametrize("charset", ["shift_jis", "utf-7", "no-such", "rot13", "base64", "idna", "utf-32", "a" * 99])
def test_charsets_that_are_not_read(site: Site, charset: str) -> None:
    site.answers["/"] = answer(TEXT, Content_Type=f"text/plain; charset={charset}")
    with pytest.raises(InputError, match="is not read"):
        load(fetch(site.url(), allow_private=True), LoadOptions())


@pytest.mark.parametrize(
    ("path", "media", "form"),
    [
        ("/a.jsonl?x=1", "text/plain", "jsonl"),
        ("/a.php?b=c.tsv", "text/tab-separated-values", "tsv"),
        ("/", "", "text"),
    ],
)
def test_the_format_is_told_by_the_path_then_by_the_media_type(site: Site, path: str, media: str, form: str) -> None:
    site.answers[path] = answer(b"target\tsource\n", Content_Type=media)
    assert format_of(fetch(site.url(path), allow_private=True)) == form


def certificate(folder: Path, host: str) -> ssl.SSLContext:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={host}", "-addext",
         f"subjectAltName=DNS:{host}", "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def test_https_holds_the_certificate_against_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    if not shutil.which("openssl"):
        pytest.skip("openssl is needed to make a certificate")
    monkeypatch.setenv("MTQA_CACHE_DIR", str(tmp_path / "cache"))
    with serving(certificate(tmp_path, "feeds.test")) as site:
        here = {"allow_private": True, "resolve": lambda *_: ["127.0.0.1"]}
        site.answers |= {"/": answer(TEXT), "/down": redirect("http://feeds.test/")}
        refused(site.url(host="feeds.test"), "certificate", **here)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert fetch(site.url(host="feeds.test"), **here).data == TEXT
        refused(site.url(host="other.test"), "certificate", **here)
        refused(site.url("/down", "feeds.test"), "from https to plain http", **here)


def test_without_httpx_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(UsageError, match=r"mtqa\[net\]"):
        fetch("https://example.org/")


RSS = "<rss version='2.0'><channel><title>Actualités</title></channel></rss>"
PAGE = "<!DOCTYPE html><p>Actualités</p>"


@pytest.mark.parametrize(
    ("text", "written", "header"),
    [
        (RSS, "iso-8859-15", "iso-8859-15"),
        ("<?xml version='1.0'?>" + RSS, "windows-1252", "windows-1252"),
        ("<?xml version='1.0' encoding='utf-8'?>" + RSS, "utf-8", "iso-8859-1"),
        ("\ufeff" + RSS, "utf-8", "iso-8859-1"),
        (RSS, "utf-8", ""),
        (PAGE, "iso-8859-15", "iso-8859-15"),
        ("<meta charset=utf-8>" + PAGE, "utf-8", "iso-8859-1"),
        ("\ufeff" + PAGE, "utf-8", "iso-8859-1"),
    ],
)
def test_markup_without_a_charset_takes_that_of_the_header(site: Site, text: str, written: str, header: str) -> None:
    kind = "text/html" if text.endswith("</p>") else "application/rss+xml"
    site.answers["/"] = answer(text.encode(written), Content_Type=f"{kind}; charset={header}" if header else kind)
    document = load(fetch(site.url(), allow_private=True), LoadOptions())
    assert "Actualités" in [s.target for s in document.segments]
