"""`--termbase` and `--domain` from outside."""

import json
from pathlib import Path

import pytest
from test_cli import mtqa

ROWS = [("Les baux expirent.", "The contracts end."), ("Vigie Sud parle.", "Vigie Sud speaks.")]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    lines = [json.dumps({"id": str(i), "source": s, "target": t}) for i, (s, t) in enumerate(ROWS)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "g.csv").write_text("source,target,domain\nbail,lease,law\nvigie,watch,sea\n", encoding="utf-8")
    (tmp_path / "kept.csv").write_text("source,target,status\nVigie Nord,,keep\nexpirer,end,\n", encoding="utf-8")
    return tmp_path


def rules(run) -> list[str]:  # type: ignore[no-untyped-def]
    assert run.returncode in (0, 1), run.stderr
    return [
        f["rule"] + ":" + f["text"] for f in map(json.loads, run.stdout.splitlines()) if f["rule"].startswith("AC85")
    ]


def test_check_with_glossaries_and_domains(texts: Path) -> None:
    check = ("check", "a.jsonl", "--format", "jsonl")
    assert rules(mtqa(*check, cwd=texts)) == []
    assert rules(mtqa(*check, "--termbase", "g.csv", cwd=texts)) == ["AC850:baux", "AC850:Vigie"]
    assert rules(mtqa(*check, "--termbase", "g.csv", "--domain", "law", cwd=texts)) == ["AC850:baux"]
    assert rules(mtqa(*check, "--termbase", "g.csv", "--domain", "law,sea", cwd=texts)) == ["AC850:baux", "AC850:Vigie"]
    assert rules(mtqa(*check, "--termbase", "kept.csv", cwd=texts)) == []
    assert (
        mtqa(
            "check", "a.jsonl", "--select", "AC850", "--termbase", "g.csv", "--fail-on", "warning", cwd=texts
        ).returncode
        == 1
    )


def test_the_configuration_names_glossaries_beside_it(texts: Path) -> None:
    (texts / "mtqa.yaml").write_text("termbase: [g.csv]\ndomain: [law]\n", encoding="utf-8")
    (texts / "below").mkdir()
    run = mtqa("check", "../a.jsonl", "--format", "jsonl", cwd=texts / "below")
    assert rules(run) == ["AC850:baux"]
    shown = mtqa("config", "show", cwd=texts).stdout
    assert "g.csv" in shown
    assert "mtqa.yaml:1" in shown


def test_workers_find_the_same(texts: Path) -> None:
    (texts / "b.jsonl").write_text((texts / "a.jsonl").read_text(encoding="utf-8"), encoding="utf-8")
    both = ("check", "a.jsonl", "b.jsonl", "--termbase", "g.csv", "--format", "jsonl")
    assert mtqa(*both, "-j2", cwd=texts).stdout == mtqa(*both, cwd=texts).stdout != ""


def test_fix_writes_the_preferred_term(texts: Path) -> None:
    (texts / "t.csv").write_text("source,target,forbidden\n,leases,contracts\n", encoding="utf-8")
    mtqa("fix", "a.jsonl", "--unsafe", "--termbase", "t.csv", "--select", "AC851", cwd=texts)
    assert '"The leases end."' in (texts / "a.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--termbase", "none.csv"), "cannot be read"),
        (("--termbase", "empty.csv"), "no term for fr to en"),
        (("--termbase", "clash.csv"), "clash.csv:3"),
        (("--termbase", "latin.csv"), "not UTF-8"),
        (("--termbase", "g.csv", "--domain", "laww"), "did you mean 'law'?"),
        (("--domain", "law"), "give --termbase FILE"),
        (("--select", "AC850"), "AC850 finds nothing without terms"),
    ],
)
def test_a_bad_glossary_is_exit_2_and_nothing_is_checked(texts: Path, args: tuple[str, ...], said: str) -> None:
    (texts / "empty.csv").write_text("")
    (texts / "clash.csv").write_text("source,target\nbail,lease\nbail,tenancy\n")
    (texts / "latin.csv").write_bytes(b"source,target\ngr\xe8ve,strike\n")
    run = mtqa("check", "a.jsonl", *args, cwd=texts)
    assert (run.returncode, run.stdout) == (2, "")
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert mtqa("fix", "a.jsonl", *args, cwd=texts).returncode == 2
