"""Standard input reads the same from memory and from a temporary file."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtqa.cli
from mtqa.errors import InputError
from mtqa.load import ByteSource, LoadOptions, load, spool

TEXTS = ["He said it “ twice »\xa0!", "It was the the end.", "Nothing to see."]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "KEPT", 16)
    monkeypatch.setattr(spool, "_PART", 7)


def made(data: bytes) -> bytes | spool.Spool:
    return spool.spooled(io.BytesIO(data))


@given(st.binary(max_size=60))
def test_what_was_read_is_there_again_and_again(data: bytes) -> None:
    got = made(data)
    assert isinstance(got, bytes) == (len(data) <= 16)
    source = ByteSource("<stdin>", data=got)
    for _ in range(2):
        with source.packed() as file:
            assert file.read() == data


def test_readers_do_not_share_a_place() -> None:
    source = ByteSource("<stdin>", data=made(bytes(range(40))))
    with source.packed() as one, source.packed() as other:
        assert one.read(3) == bytes(range(3))
        assert other.seek(-4, io.SEEK_END) == 36
        assert one.read(2) == bytes([3, 4])
        assert other.read() == bytes(range(36, 40))


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["as it is", "gzip"])
def test_formats_read_the_same(pack: type[bytes]) -> None:
    rows = "\n".join(json.dumps({"id": str(i), "target": text}) for i, text in enumerate(TEXTS)).encode()
    for data in ("\n\n".join(TEXTS).encode(), rows):
        whole, parted = ByteSource("<stdin>", data=pack(data)), ByteSource("<stdin>", data=made(pack(data)))
        assert whole.compressed == parted.compressed
        for source in (whole, parted):
            assert [text for batch in load(source, LoadOptions()).batches() for text in batch.targets] == TEXTS


@pytest.mark.parametrize("command", ["check", "fix"])
def test_commands_give_the_same(
    command: str, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    given = "\n\n".join(TEXTS * 9).encode()
    path = tmp_path / "a.txt"
    path.write_bytes(given)
    told = []
    for kept in (16, 10_000):
        monkeypatch.setattr(spool, "KEPT", kept)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        code = mtqa.cli.main([command, "-", "--isolated"])
        told.append((code, *capsysbinary.readouterr()))
    assert told[0] == told[1]
    assert len(told[0][1]) > 100


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: spool.Spool, part: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spool.Spool, "add", full)
    with pytest.raises(InputError, match=r"cannot be kept in .*: No space left on device"):
        made(bytes(100))
