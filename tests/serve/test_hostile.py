"""Whatever is sent, the service answers, and never that it has failed."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from service import Service

from mtqa.cli import common
from mtqa.serve.asked import LINES, Asked
from mtqa.serve.checker import Checker
from mtqa.serve.settings import Rules
from mtqa.serve.work import answer

SMALL = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.sampled_from(
    ["“ a »", "a control procedure", "🎉", "\r\n", "\n\n", "<b>", "\x00", "\ufeff", "\ufffc", "İß", "1 200 %"]
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=5)), max_size=12).map("".join)
NAMES = st.sampled_from(["segments", "target", "source", "reference", "role", "id", "system", "source_lang", "target_lang",
                         "text", "annotation", "markup", "interpretAs", "x"])  # fmt: skip
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)
FIELDS = st.sampled_from(["text", "data", "language", "motherTongue", "preferredVariants", "enabledRules", "disabledRules",
                          "enabledCategories", "disabledCategories", "enabledOnly", "level"])  # fmt: skip
LANGS = st.sampled_from(["en", "auto", "fr", "en-GB", "xx", ""])


@pytest.fixture(scope="module")
def checker() -> Checker:
    config = common.config_of({"isolated": True})
    on = common.rules_of(config)
    return Checker(Rules(on, frozenset(row["id"] for row in on.rows)).lean())


@given(st.one_of(VALUES.map(json.dumps).map(str.encode), st.binary(max_size=60)), st.sampled_from(["", LINES]))
@SMALL
def test_any_body_of_the_contract_is_answered(checker: Checker, body: bytes, media: str) -> None:
    told = answer(Asked("check", "", body, media), checker)
    assert told.status in (200, 400), told.body
    for line in told.body.splitlines() if media and told.status == 200 else [told.body]:
        json.loads(line)


@given(st.dictionaries(FIELDS, st.one_of(TEXTS, VALUES.map(json.dumps)), max_size=5), LANGS)
@SMALL
def test_any_form_is_answered(checker: Checker, form: dict[str, str], lang: str) -> None:
    body = urlencode({**form, "language": lang}, errors="surrogatepass").encode()
    told = answer(Asked("v2", "", body, "application/x-www-form-urlencoded"), checker)
    assert told.status in (200, 400), told.body


@given(TEXTS, st.integers(0, 5))
@SMALL
def test_replacements_taken_together_change_nothing_else(checker: Checker, text: str, markup: int) -> None:
    parts = [{"text": text[:markup]}, {"markup": "<i>"}, {"text": text[markup:]}]
    body = urlencode({"data": json.dumps({"annotation": parts}), "language": "en"}).encode()
    told = answer(Asked("v2", "", body, ""), checker)
    assert told.status == 200, told.body
    units = (text[:markup] + "<i>" + text[markup:]).encode("utf-16-le", "surrogatepass")
    matches = [m for m in json.loads(told.body)["matches"] if m["replacements"]]
    ends = 0
    for match in matches:
        start, end = 2 * match["offset"], 2 * (match["offset"] + match["length"])
        assert ends <= start <= end <= len(units)
        assert "<i>" not in units[start:end].decode("utf-16-le", "surrogatepass")
        ends = end


@given(st.binary(max_size=200), st.sampled_from(["/check", "/v2/check", "/v2/languages", "/x"]), st.text(max_size=20))
@settings(SMALL, max_examples=40)
def test_the_service_itself_never_fails(service: Service, body: bytes, path: str, media: str) -> None:
    headers = {"Content-Type": media.encode("utf-8", "replace").hex()}
    told = httpx.post(service.url + path, content=body, headers=headers, trust_env=False)
    assert told.status_code < 500, told.text
    assert told.headers["x-content-type-options"] == "nosniff"


def test_no_file_is_read_for_a_client(service: Service, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("He called it “ a mistake ».", encoding="utf-8")
    for target in (str(secret), secret.as_uri(), f"@{secret}"):
        assert service.post("/check", json={"target": target}).json()["findings"] == []
        answer_of_form = service.post("/v2/check", data={"text": target, "language": "en"})
        assert "mistake" not in answer_of_form.text
    assert service.get("/../secret.txt").status_code == 404
