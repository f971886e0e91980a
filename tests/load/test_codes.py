"""Formats in whose texts an inline code reads as one sign say so, and that sign is then no stray one."""

import json

import pytest

from mtqa.engine import Engine
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.load.located import OBJECT
from mtqa.packs import load as load_packs

HTML = "<p>The mayor said <code>x</code> that it is open.</p>"
ESCAPED = HTML.replace("<", "&lt;")
JSON_FEED = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_html": HTML}]})
XLIFF = (
    '<xliff version="1.2"><file original="a" source-language="fr" target-language="en"><body><trans-unit id="1">'
    '<source>Un</source><target>One <x id="1"/> two</target></trans-unit></body></file></xliff>'
)
TMX = (
    '<tmx version="1.4"><header srclang="fr"/><body><tu><tuv xml:lang="fr"><seg>Un</seg></tuv>'
    '<tuv xml:lang="en"><seg>One <ph>x</ph> two</seg></tuv></tu></body></tmx>'
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.rss", f"<rss><channel><item><description>{ESCAPED}</description></item></channel></rss>"),
        ("a.rss", f"<rss><channel><item><description>{ESCAPED}</description></item></channel>"),
        ("a.json", JSON_FEED),
        ("a.html", HTML),
        ("a.md", "The mayor said `x` that it is open."),
        ("a.xlf", XLIFF),
        ("a.tmx", TMX),
    ],
)
def test_codes_are_told(name: str, text: str) -> None:
    document = load(ByteSource(name, data=text.encode()), LoadOptions())
    batches = list(document.batches())
    assert any(OBJECT in target for batch in batches for target in batch.targets)
    assert all(batch.codes for batch in batches)
    found = [f.text for r in Engine(load_packs()).run(document) for _, findings in r.findings for f in findings]
    assert OBJECT not in found
