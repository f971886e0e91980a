"""`/v2`: what is read of LanguageTool's interface, and how it is answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from service import TEXT, Service


def test_a_match_says_all_that_clients_show(service: Service) -> None:
    answer = service.text()
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert told["warnings"] == {"incompleteResults": False}
    assert told["language"]["code"] == "en-US"
    first = told["matches"][0]
    assert first["replacements"] == [{"value": "an inspection"}, {"value": "an audit"}, {"value": "a check"}]
    assert first["shortMessage"] == "Control procedure"
    assert first["sentence"] == "The CNIL opened a control procedure."
    assert first["rule"]["issueType"] == "mistranslation"
    assert first["rule"]["category"]["id"] == "accuracy/mistranslation/overly-literal"
    assert TEXT[first["offset"] :][: first["length"]] == "a control procedure"
    context = first["context"]
    assert context["text"][context["offset"] :][: context["length"]] == "a control procedure"


def test_offsets_are_code_units_of_utf_16(service: Service) -> None:
    text = "🎉é\r\n\r\n" + "🎉" * 60 + " " + TEXT
    units = text.encode("utf-16-le")
    found = service.matches(text)
    assert len(found) == 2
    for match in found:
        taken = units[2 * match["offset"] :][: 2 * match["length"]].decode("utf-16-le")
        assert taken in ("a control procedure", "“ a mistake »")
        context = match["context"]["text"].encode("utf-16-le")
        shown = context[2 * match["context"]["offset"] :][: 2 * match["context"]["length"]]
        assert shown.decode("utf-16-le") == taken


def test_an_address_can_be_asked_as_a_form_can(service: Service) -> None:
    by_address = service.get("/v2/check", params={"text": TEXT, "language": "en"})
    assert by_address.json()["matches"] == service.matches(language="en")
    # the form counts where both say something
    mixed = service.post("/v2/check?text=&language=tlh", data={"text": TEXT, "language": "en"})
    assert mixed.json() == by_address.json()


def data(*annotation: dict[str, str]) -> str:
    return json.dumps({"annotation": annotation})


def test_markup_is_not_checked_and_counts(service: Service) -> None:
    parts = [{"markup": "<p>"}, {"text": "The CNIL opened a "}, {"markup": "<b>"}, {"text": "control procedure"},
             {"markup": "</b>"}, {"text": ". He called it “ a mistake »."}, {"markup": "</p>", "interpretAs": "\n\n"}]  # fmt: skip
    whole = "".join("".join(part.get("text", part.get("markup", ""))) for part in parts)
    answer = service.post("/v2/check", data={"data": data(*parts), "language": "en-US"}).json()
    literal, quotes = answer["matches"]
    assert whole[literal["offset"] :][: literal["length"]] == "a <b>control procedure"
    assert literal["replacements"] == []  # it would take the markup away
    assert whole[quotes["offset"] :][: quotes["length"]] == "“ a mistake »"
    assert quotes["replacements"] == [{"value": "“a mistake”"}]


def test_markup_may_be_read_as_something_else(service: Service) -> None:
    split = data({"text": "He made a control"}, {"markup": "<br>", "interpretAs": " "}, {"text": "procedure of it."})
    joined = data({"text": "He made a control"}, {"markup": "<br>"}, {"text": "procedure of it."})
    found = [service.post("/v2/check", data={"data": d, "language": "en"}).json()["matches"] for d in (split, joined)]
    assert [[match["rule"]["id"] for match in matches] for matches in found] == [["FE201"], []]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"text": "a"}, "Missing 'language' parameter"),
        ({"language": "en"}, "Missing 'text' or 'data' parameter"),
        ({"language": "en", "text": "a", "data": "{}"}, "Set only 'text' or 'data' parameter, not both"),
        ({"language": "en", "data": "{"}, "Could not parse JSON from 'data' parameter"),
        ({"language": "en", "data": "[" * 100_000}, "Could not parse JSON from 'data' parameter"),
        ({"language": "en", "data": "[]"}, "'data' key in JSON requires 'text' or 'annotation' key"),
        ({"language": "en", "data": '{"annotation": [{"text": "a", "markup": "b"}]}'}, "Only either 'text' or 'markup'"),
        ({"language": "en", "data": '{"annotation": [{}]}'}, "Only 'text' and 'markup' are supported"),
        ({"language": "en", "data": '{"annotation": [3]}'}, "Only 'text' and 'markup' are supported"),
        ({"language": "tlh", "text": "a"}, "'tlh' is not a language code known to mtqa. Supported language codes are: "),
        ({"language": "en", "text": "a", "preferredVariants": "en-GB"}, "you didn't specify 'language=auto'"),
        ({"language": "auto", "text": "a", "preferredVariants": "en"}, "expected a dash as in 'en-GB': 'en'"),
        ({"language": "auto", "text": "a", "preferredVariants": "en-ZZ"}, "no such language/variant found: 'en-ZZ'"),
        ({"language": "en", "text": "a", "enabledOnly": "true"}, "You must specify enabled rules or categories"),
        ({"language": "en", "text": "a", "enabled": "X"}, "the parameter is now called 'enabledRules'"),
        ({"language": "en", "text": "a", **{f"x{i}": "" for i in range(200)}}, "more than 100 parameters"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_plain_text(service: Service, form: dict[str, str], told: str) -> None:
    answer = service.post("/v2/check", data=form)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("Error: ")
    assert told in answer.text


def test_rules_are_chosen_by_id_name_and_category(service: Service) -> None:
    def ids(**more: str) -> list[str]:
        return [match["rule"]["id"] for match in service.matches(**more)]

    assert ids() == ["FE201", "FE101"]
    assert ids(disabledRules="quotes-mixed,UNKNOWN_RULE") == ["FE201"]
    assert ids(disabledCategories="accuracy") == ["FE101"]
    assert ids(enabledOnly="true", enabledCategories="accuracy/mistranslation") == ["FE201"]
    assert ids(disabledCategories="accuracy", enabledRules="FE201") == ["FE201", "FE101"]


PACK = """
mtqa: 1
pack: own/trials
version: 1.0.0
title: A rule on trial
lang: {source: any, target: en}
rules:
  - id: OWN1
    name: own-trial
    kind: phrase
    severity: info
    category: style/awkward
    status: preview
    message: 'On trial.'
    explain: On trial.
    any: [{phrase: zebra crossing}]
    tests:
      - {bad: 'A zebra crossing.', marks: zebra crossing}
      - {ok: 'A zebra.'}
"""


def test_rules_on_trial_run_where_they_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "mtqa.yaml").write_text("packs: [own.yaml]\ntarget-lang: en\nignore: [FE101]\n", encoding="utf-8")
    service = Service("-j1", cwd=tmp_path, isolated=False)
    try:

        def ids(**more: str) -> list[str]:
            return [match["rule"]["id"] for match in service.matches("A zebra crossing. " + TEXT, **more)]

        assert ids() == ["FE201"]
        assert ids(level="picky") == ["OWN1", "FE201"]
        assert ids(enabledRules="OWN1") == ["OWN1", "FE201"]
        assert ids(enabledRules="FE101") == ["FE201"]  # the service leaves it out
        assert {language["code"] for language in service.get("/v2/languages").json()} == {"en"}
        assert service.text(language="fr").status_code == 400
    finally:
        service.stop()


def test_the_language_is_guessed(service: Service) -> None:
    french = "La commission a ouvert une enquête sur les conditions de travail dans cette entreprise."
    told = service.text(french, language="auto").json()["language"]
    assert (told["code"], told["detectedLanguage"]["code"]) == ("fr", "fr")
    assert 0.5 < told["detectedLanguage"]["confidence"] <= 1
    assert service.text("", language="auto").json()["language"]["code"] == "en-US"


def test_the_other_addresses_that_clients_ask(service: Service) -> None:
    languages = service.get("/v2/languages").json()
    assert {"name": "French", "code": "fr", "longCode": "fr"} in languages
    assert languages == sorted(languages, key=lambda language: language["name"])
    assert service.get("/v2/healthcheck").text == "OK"
    assert service.get("/v2/info").json()["software"]["name"] == "mtqa"
    assert service.get("/v2/maxtextlength").text == "1000000"
    assert service.get("/v2/words").status_code == 404
    assert service.get("/healthz").text == "OK"
    assert service.get("/").status_code == 404
