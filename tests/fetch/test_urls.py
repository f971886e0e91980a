"""URLs on the command line, with a real server and a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from server import Site, answer, redirect, tagged

pytest.importorskip("httpx")
BAD = "He called it “ a mistake ».\n"
MENDED = "He called it “a mistake”.\n"


def mtqa(*args: str, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    run = subprocess.run([sys.executable, "-m", "mtqa", *args, "--isolated"], cwd=cwd, input=stdin, capture_output=True,
                         env={**os.environ, "COLUMNS": "200"}, check=False, timeout=60)  # fmt: skip
    out, err = run.stdout.decode(), run.stderr.decode()
    assert "Traceback" not in err
    return subprocess.CompletedProcess(run.args, run.returncode, out, err)


def rows(*items: tuple[str, str]) -> bytes:
    return "".join(json.dumps({"id": i, "target": t}) + "\n" for i, t in items).encode()


def paths(run: subprocess.CompletedProcess[str]) -> list[str]:
    return list(dict.fromkeys(json.loads(line)["path"] for line in run.stdout.splitlines()))


def test_check_reads_a_url(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/feed": redirect("/a.txt"), "/a.txt": answer(BAD.encode())}
    run = mtqa("check", site.url("/feed"), "--allow-private", "--format", "jsonl", cwd=tmp_path)
    assert (run.returncode, paths(run)) == (1, [site.url("/feed")])


def test_private_addresses_need_the_option(site: Site, tmp_path: Path) -> None:
    run = mtqa("check", site.url(), cwd=tmp_path)
    assert run.returncode == 2
    assert "--allow-private" in run.stderr
    assert not site.asked


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_files_standard_input_and_urls_keep_their_order(site: Site, tmp_path: Path, jobs: str) -> None:
    (tmp_path / "b.txt").write_text(BAD, encoding="utf-8")
    site.answers |= {"/a": answer(BAD.encode()), "/c": answer(BAD.encode())}
    args = ["b.txt", site.url("/c"), "-", site.url("/a"), site.url("/c"), "./b.txt"]
    run = mtqa("check", *args, "--allow-private", "--format", "jsonl", "-j", jobs, cwd=tmp_path, stdin=BAD.encode())
    assert paths(run) == ["b.txt", site.url("/c"), "<stdin>", site.url("/a")]
    assert run.returncode == 1
    assert site.paths() == ["/c", "/a"]


def test_one_that_fails_is_told_and_the_others_are_checked(site: Site, tmp_path: Path) -> None:
    site.answers["/a"] = answer(BAD.encode())
    run = mtqa("check", site.url("/none"), site.url("/a"), "--allow-private", "--format", "jsonl", cwd=tmp_path)
    assert (run.returncode, paths(run)) == (2, [site.url("/a")])
    assert "HTTP 404" in run.stderr


def test_a_url_is_paired_with_its_source(site: Site, tmp_path: Path) -> None:
    (tmp_path / "fr.txt").write_text("Il a dit.\n", encoding="utf-8")
    site.answers |= {"/one": answer(BAD.encode()), "/two": answer(BAD.encode() * 2)}
    run = mtqa("check", site.url("/one"), "--source", "fr.txt", "--allow-private", "--format", "jsonl", cwd=tmp_path)
    assert run.returncode == 1
    run = mtqa("check", site.url("/two"), "--source", "fr.txt", "--allow-private", cwd=tmp_path)
    assert run.returncode == 2
    assert "2 lines, but its source fr.txt has 1" in run.stderr


def test_fix_writes_to_standard_output_or_where_it_is_told(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/d/a.txt?v=1": answer(BAD.encode()), "/b.txt": answer(BAD.encode())}
    one, two = site.url("/d/a.txt?v=1"), site.url("/b.txt")
    run = mtqa("fix", one, "--allow-private", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (0, MENDED)
    assert mtqa("fix", one, two, "--allow-private", cwd=tmp_path).returncode == 2
    assert mtqa("fix", one, two, "--allow-private", "-o", "out", cwd=tmp_path).returncode == 0
    assert {p.name: p.read_text(encoding="utf-8") for p in (tmp_path / "out").iterdir()} == {
        "a.txt": MENDED,
        "b.txt": MENDED,
    }
    run = mtqa("fix", one, "--allow-private", "--diff", cwd=tmp_path)
    assert run.returncode == 1
    assert "+" + MENDED in run.stdout


def test_a_fix_keeps_the_charset_of_the_header(site: Site, tmp_path: Path) -> None:
    site.answers["/a"] = answer(("Café. " + BAD).encode("cp1252"), Content_Type="text/plain; charset=windows-1252")
    assert mtqa("fix", site.url("/a"), "--allow-private", "-o", "out.txt", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out.txt").read_bytes() == ("Café. " + MENDED).encode("cp1252")


def test_rules_score_reads_a_url(site: Site, tmp_path: Path) -> None:
    row = {"target": "A control procedure.", "reference": "An inspection.", "source": "Un contrôle."}
    site.answers["/a.jsonl"] = answer((json.dumps(row) + "\n").encode())
    run = mtqa("rules", "score", site.url("/a.jsonl"), "--allow-private", "--select", "FE201", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "FE201" in run.stdout


def test_new_items_of_a_url(site: Site, tmp_path: Path) -> None:
    """What is unchanged is not sent again; of what is sent only the new items are checked."""
    check = ("check", site.url("/f.jsonl"), "--allow-private", "--new-items", "--format", "jsonl")
    site.answers["/f.jsonl"] = tagged(rows(("a/1", BAD), ("b/1", BAD)), '"1"')
    assert len(mtqa(*check, cwd=tmp_path).stdout.splitlines()) == 2
    run = mtqa(*check, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (0, "")
    assert "0 of 2 items are new" in run.stderr
    assert site.asked[-1][1]["If-None-Match"] == '"1"'
    site.answers["/f.jsonl"] = tagged(rows(("c/1", BAD), ("a/1", BAD), ("b/1", BAD)), '"2"')
    (finding,) = map(json.loads, mtqa(*check, cwd=tmp_path).stdout.splitlines())
    assert (finding["segment"], finding["line"]) == ("c/1", 1)
