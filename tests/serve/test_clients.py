"""Clients written for LanguageTool, against the service."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from service import TEXT, Service

BEFORE = "The CNIL 🎉🎉 opened a control procedure. 🎉 He called it “ a mistake »."
AFTER = "The CNIL 🎉🎉 opened an inspection. 🎉 He called it “a mistake”."


@pytest.fixture
def client(service: Service):  # type: ignore[no-untyped-def]
    library = pytest.importorskip("language_tool_python", reason="language-tool-python is not installed")
    return library.LanguageTool("en-US", remote_server=service.url)


def test_language_tool_python_finds_and_corrects(client) -> None:  # type: ignore[no-untyped-def]
    found = client.check(BEFORE)
    assert [match.rule_id for match in found] == ["FE201", "FE101"]
    # its offsets are code points again: it takes UTF-16 apart for itself
    assert [BEFORE[m.offset : m.offset + m.error_length] for m in found] == ["a control procedure", "“ a mistake »"]
    assert client.correct(BEFORE) == AFTER
    assert client.check(AFTER) == []


def test_language_tool_python_chooses_rules(client) -> None:  # type: ignore[no-untyped-def]
    client.disabled_rules = {"FE201"}
    assert [match.rule_id for match in client.check(TEXT)] == ["FE101"]
    client.disabled_rules = set()
    client.disabled_categories = {"TYPOGRAPHY"}
    assert [match.rule_id for match in client.check(TEXT)] == ["FE201"]
    client.disabled_categories = set()
    client.enabled_rules, client.enabled_rules_only = {"FE101"}, True
    assert [match.rule_id for match in client.check(TEXT)] == ["FE101"]
    client.disabled_rules = {"FE201"}
    with pytest.raises(Exception, match="You cannot specify disabled rules or categories using enabledOnly=true"):
        client.check(TEXT)


def test_language_tool_python_guesses_the_language(service: Service) -> None:
    library = pytest.importorskip("language_tool_python", reason="language-tool-python is not installed")
    client = library.LanguageTool("auto", remote_server=service.url, mother_tongue="fr")
    client.preferred_variants = {"en-GB"}
    client.picky = True
    assert "FE101" in [match.rule_id for match in client.check(TEXT)]


def test_pylanguagetool_finds_and_lists(service: Service) -> None:
    api = pytest.importorskip("pylanguagetool.api", reason="pylanguagetool is not installed")
    url = service.url + "/v2/"
    assert {"name": "English (GB)", "code": "en", "longCode": "en-GB"} in api.get_languages(url)
    answer = api.check(TEXT, api_url=url, lang="auto", preferred_variants="en-GB", pwl=["“ a mistake »"])
    assert answer["language"]["code"] == "en-GB"
    assert [match["rule"]["id"] for match in answer["matches"]] == ["FE201"]
    with pytest.raises(ValueError, match="is not a language code known"):
        api.check(TEXT, api_url=url, lang="tlh")


def test_the_command_of_pylanguagetool_prints_findings(service: Service, tmp_path: Path) -> None:
    pytest.importorskip("pylanguagetool", reason="pylanguagetool is not installed")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", "from pylanguagetool import main; main()", "--no-color", "--rules", "--rule-categories",
         "--explain-rule", "--lang", "auto", "--api-url", service.url + "/v2/", "a.txt"],
        cwd=tmp_path, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert "opened an inspection." in run.stdout, run.stderr
    assert "FE101: " in run.stdout
