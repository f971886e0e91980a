"""Each document is checked by the rules of its own languages."""

from mtqa.engine import Engine
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.packs import load as load_rules

HEAD = '<?xml version="1.0"?><xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
UNIT = "<body><trans-unit id='1'><source>{}</source><target>{}</target></trans-unit></body>"


def rules_that_fire(source_lang: str, target_lang: str, source: str, target: str) -> set[str]:
    file = f"<file original='a' datatype='plaintext' source-language='{source_lang}' target-language='{target_lang}'>"
    data = (HEAD + file + UNIT.format(source, target) + "</file></xliff>").encode()
    document = load(ByteSource("a.xlf", data=data), LoadOptions())
    return {f.rule for r in Engine(load_rules().select()).run(document) for _, fs in r.findings for f in fs}


def test_the_languages_of_a_file_choose_its_rules() -> None:
    english = rules_that_fire("fr-FR", "en-GB", "Il a dit « non ».", "He said « no ».")
    french = rules_that_fire("en", "fr", "He said “no”.", "Il a dit « non ».")
    assert "FE102" in english
    assert not {r for r in french if r.startswith("FE")}
    assert "AC100" in rules_that_fire("en", "fr", "He paid 12 euros.", "Il a payé 47 euros.")
