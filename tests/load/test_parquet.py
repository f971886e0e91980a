"""Parquet: columns by name, read only, damage told."""

from pathlib import Path

import pytest

from mtqa.errors import InputError, UsageError
from mtqa.load import ByteSource, LoadOptions, load

pyarrow = pytest.importorskip("pyarrow")
from pyarrow import parquet  # noqa: E402


def made(path: Path, columns: dict[str, object]) -> ByteSource:
    parquet.write_table(pyarrow.table(columns), path)
    return ByteSource(str(path), path)


def test_rows_are_segments(tmp_path: Path) -> None:
    count = 3000
    source = made(
        tmp_path / "a.parquet",
        {"id": list(range(count)), "Target": [f"t{i}" if i % 2 else None for i in range(count)], "fr": ["s"] * count},
    )
    document = load(source, LoadOptions(columns=(("target", "target"), ("source", "3"), ("id", "id"))))
    read = list(document.segments)
    assert [(s.key, s.target, s.source, s.line) for s in read] == [
        (str(i), f"t{i}", "s", i + 1) for i in range(1, count, 2)
    ]
    assert document.read_only
    assert len(list(document.batches())) > 1


def test_bytes_and_content_tell_parquet(tmp_path: Path) -> None:
    source = made(tmp_path / "a.parquet", {"target": ["x"]})
    data = Path(source.name).read_bytes()
    assert load(ByteSource("<stdin>", data=data), LoadOptions()).format == "parquet"
    for cut in (4, 8, len(data) // 2, len(data) - 1):
        with pytest.raises(InputError, match="cannot be read"):
            list(load(ByteSource("a.parquet", data=data[:cut]), LoadOptions()).segments)


@pytest.mark.parametrize(
    ("columns", "chosen", "told"),
    [
        ({"text": ["x"]}, (), "no column is named target"),
        ({"text": ["x"]}, (("target", "texts"),), "did you mean text?"),
        ({"target": [1]}, (), "holds int64 and not text"),
        ({"target": [["x"]]}, (), "and not text"),
    ],
)
def test_columns_that_do_not_serve(
    tmp_path: Path, columns: dict[str, object], chosen: tuple[tuple[str, str], ...], told: str
) -> None:
    with pytest.raises(InputError) as caught:
        load(made(tmp_path / "a.parquet", columns), LoadOptions(columns=chosen))
    assert told in str(caught.value)


def test_a_missing_pyarrow_is_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = made(tmp_path / "a.parquet", {"target": ["x"]})
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(UsageError, match="mtqa\\[parquet\\]"):
        load(source, LoadOptions())
