"""Which files a pattern names."""

from pathlib import Path

import pytest

from mtqa.globs import named_by, names


@pytest.mark.parametrize(
    ("pattern", "path", "named"),
    [
        ("sport/**", "sport/a.txt", True),
        ("sport/**", "content/sport/2026/a.txt", True),
        ("sport/**", "transport/a.txt", False),
        ("sport/*", "sport/2026/a.txt", False),
        ("*.txt", "content/a.txt", True),
        ("*.txt", "a.txt.md", False),
        ("**/old/*.txt", "a/b/old/c.txt", True),
        ("a?.txt", "ab.txt", True),
        ("a?.txt", "a/.txt", False),
        ("a.txt", "a-txt", False),
        ("./a.txt", "a.txt", True),
        ("[a].txt", "[a].txt", True),
        ("https://example.org/*", "https://example.org/feeds/sport.xml", True),
        ("https://example.org/*", "https://example.org.evil.example/x", False),
        ("https://example.org/feed?id=1", "https://example.org/feed?id=1", True),
        ("https://example.org/feed?id=1", "https://example.org/feedxid=1", False),
        ("example.org/*", "https://other.example/example.org/x", True),
        ("line\nend*", "line\nend.txt", True),
    ],
)
def test_names(pattern: str, path: str, named: bool) -> None:
    assert names(pattern, path) is named


def test_the_folder_above_the_configuration_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "sport" / "site"
    (site / "sport").mkdir(parents=True)
    monkeypatch.chdir(site / "sport")
    assert not named_by("sport/**", "../news/a.txt", site)
    assert named_by("sport/**", "a.txt", site)
    assert named_by("sport/**", "../sport/a.txt", site)
    assert named_by("sport/**", str(site / "sport" / "a.txt"), site)
    assert named_by(f"{site.as_posix()}/*/a.txt", "a.txt", site)
