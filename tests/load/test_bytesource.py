"""Files by bytes: bounds, gzip, what a server says of the charset."""

from __future__ import annotations

import gzip
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.fix import apply
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.load import bytesource as module
from mtqa.load.bytesource import blocks, charset_of, encoding_of, read_whole, size_of
from mtqa.model import Edit


def both(data: bytes, folder: Path, name: str = "a.txt") -> list[ByteSource]:
    """Return the same bytes as a file and as standard input."""
    (folder / name).write_bytes(data)
    return [ByteSource(name, folder / name), ByteSource(name, data=data)]


def test_a_whole_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    for data in (b"a" * 1000, gzip.compress(b"a" * 1000), gzip.compress(b"a" * 400) + gzip.compress(b"a" * 600)):
        for source in both(data, tmp_path):
            assert read_whole(source, 1000) == b"a" * 1000
            with pytest.raises(InputError, match="over 999 bytes") as raised:
                read_whole(source, 999)
            assert raised.value.where == "a.txt"


def test_a_bomb_is_not_unpacked_whole(tmp_path: Path) -> None:
    bomb = gzip.compress(b" " * (40 << 20))
    for source in both(bomb, tmp_path, "a.xml.gz"):
        tracemalloc.start()
        with pytest.raises(InputError, match="over 4 MiB unpacked"):
            read_whole(source, 4 << 20)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 12 << 20


def test_a_bomb_of_lines_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST_BOMB", 1 << 20)
    for source in both(gzip.compress(b"A line.\n" * (1 << 20)), tmp_path):
        with pytest.raises(InputError, match="200 times its size"):
            list(load(source, LoadOptions()).segments)


def test_a_text_that_packs_well_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST_BOMB", 1 << 16)
    lines = [f"Line {n * n} of the text, which is like the others.\n" for n in range(20_000)]
    for source in both(gzip.compress("".join(lines).encode()), tmp_path):
        assert sum(b.data.count(b"\n") for b in blocks(source, encoding_of(source))) == len(lines)


@pytest.mark.parametrize("cut", [3, 12, 40, -1, -9])
def test_a_cut_gzip_file_is_told(tmp_path: Path, cut: int) -> None:
    packed = gzip.compress(bytes(str(list(range(2000))), "ascii"))[:cut]
    for source in both(packed, tmp_path):
        with pytest.raises(InputError, match="damaged or cut short"):
            read_whole(source)
        with pytest.raises(InputError, match="damaged or cut short"):
            list(load(source, LoadOptions()).segments)


@given(st.binary(max_size=200), st.integers(0, 60), st.binary(min_size=1, max_size=4))
def test_a_damaged_gzip_file_is_read_or_told(data: bytes, at: int, garbage: bytes) -> None:
    packed = gzip.compress(data)
    damaged = packed[:2] + packed[2:][:at] + garbage + packed[2 + at + len(garbage) :]
    with suppress(InputError):
        read_whole(ByteSource("a.gz", data=damaged))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("https://a.test/x/feed.xml?page=2#top", "feed.xml"),
        ("HTTPS://a.test/x/", "x"),
        ("http://a.test", "a.test"),
        ("http://a.test/x/..", "x"),
        ("folder/http.txt", "folder/http.txt"),
        ("<stdin>", "<stdin>"),
    ],
)
def test_the_name_of_a_file_for_an_address(name: str, shown: str) -> None:
    assert ByteSource(name).filename == shown


@pytest.mark.parametrize(
    ("said", "name"),
    [("", ""), ("UTF8", "utf-8"), ("us-ascii", "utf-8"), ("latin1", "iso8859-1"), ("windows-1251", "cp1251"),
     ("utf-16", "utf-16-be"), ("UTF-16LE", "utf-16-le")],
)  # fmt: skip
def test_charsets_by_their_names(said: str, name: str) -> None:
    assert charset_of(ByteSource("http://a.test", charset=said)) == name


@settings(deadline=None)
@given(st.sampled_from(["cp1252", "iso8859-15", "cp1251", "koi8-r", "mac_roman"]), st.data())
def test_a_legacy_text_keeps_its_other_bytes(charset: str, data: st.DataObject) -> None:
    letters = [c for c in bytes(range(33, 256)).decode(charset, "replace") if c.isalpha()]
    text = data.draw(st.text(st.sampled_from(letters), min_size=2, max_size=40))
    whole = text.encode(charset)
    assume(not whole.startswith((b"\xfe\xff", b"\xff\xfe")))  # which are marks of UTF-16
    (batch,) = load(ByteSource("http://a.test/a.txt", data=whole, charset=charset), LoadOptions()).batches()
    assert (list(batch.targets), batch.locate is not None) == ([text], True)
    assert batch.locate
    edit = Edit(1, 2, text[0])
    (written,) = batch.locate(0, edit)
    assert whole[: written.start] + written.data + whole[written.end :] == apply(text, [edit]).encode(charset)
    with pytest.raises(InputError, match="cannot be written"):
        batch.locate(0, Edit(0, 1, "漢"))


@given(
    st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"]), max_size=3), st.integers(0, 3000)), max_size=4), st.integers(0, 9000),
    st.sampled_from(["utf-8", "utf-16-le"]),
)  # fmt: skip
def test_bytes_before_a_place_are_counted(parts: list[tuple[str, int]], at: int, encoding: str) -> None:
    text = "".join(part * times for part, times in parts)
    end = min(at, len(text))
    for place in {end, len(text), end // 2}:
        assert size_of(text, place, encoding) == len(text[:place].encode(encoding))
