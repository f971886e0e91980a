"""The HTML report: its markup as text, and the page in headless Chromium."""

import base64
import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.cli import main
from mtqa.errors import InputError
from mtqa.model import Edit, Finding, Fix, Rule, Segment, Where
from mtqa.report.base import About, FileResult, Silenced, Summary
from mtqa.report.html import LIMIT, Html
from mtqa.report.page.cards import LONG, shorten
from mtqa.report.page.charts import trend_svg
from mtqa.report.page.markup import data, prose, tag
from mtqa.report.page.spool import Spool
from mtqa.report.safe import visible

PAGE = Path(__file__).parent.parent.parent / "mtqa" / "report" / "page"
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "</script><!--", "]]>",
    "&lt;b&gt; &#x41;", "\u2028\u2029", "\u202egnp.exe", "\x1b[31mred\x07", "$policy ${title} $$", "javascript:alert(1)",
    "::error::no", "=cmd()", "\ud800", "</style></title></textarea>", "`code", "<svg onload=alert(1)>",
)  # fmt: skip


@dataclass
class Element:
    name: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class Tree(HTMLParser):
    """Reads a page into a list of elements, and notes what is not closed in order."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        made = Element(name, dict(attributes))
        self.elements.append(made)
        if name not in ("meta", "input", "br"):
            self.open.append(made)

    def handle_startendtag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(name, dict(attributes)))

    def handle_endtag(self, name: str) -> None:
        if not self.open or self.open[-1].name != name:
            self.wrong.append(f"</{name}> at {self.getpos()}")
            return
        self.open.pop()

    def handle_data(self, text: str) -> None:
        for element in self.open:
            element.text += text

    def named(self, name: str, **attributes: str) -> list[Element]:
        wanted = {n.rstrip("_"): v for n, v in attributes.items()}
        return [e for e in self.elements if e.name == name and wanted.items() <= e.attributes.items()]


def tree_of(page: str) -> Tree:
    tree = Tree()
    tree.feed(page)
    tree.close()
    return tree


def finding(segment: Segment, text: str, **more: Any) -> Finding:
    start = segment.target.index(text)
    made = Finding(
        "FE900", "made-up", "fr-en/made-up", segment, "target", start, start + len(text), text, f'"{text}" is wrong.',
        "warning", "accuracy/mistranslation", None, f"{abs(hash((segment.key, text, str(more)))):016x}"[:16],
    )  # fmt: skip
    return replace(made, **more)


def rule(name: str, explain: str = "Why it is so.", links: tuple[str, ...] = ()) -> Rule:
    return Rule(
        name, "made-up", "fr-en/made-up", "phrase", ("fr", "en"), "warning", "accuracy", "stable", "", explain,
        Where("", 1, 1), {}, links=links,
    )  # fmt: skip


def written(
    *results: FileResult, rule_of: Any = rule, summary: Summary | None = None, limit: int = LIMIT, **about: Any
) -> str:
    report = Html(limit=limit)
    summary = summary or Summary(files=len({r.path for r in results}), signature="mtqa:test")
    text = "".join(report.start(About(rule_of, **about)))
    for result in results:
        summary.count(result)
        text += "".join(report.findings(result))
    return text + "".join(report.end(summary))


def results() -> list[FileResult]:
    """Make three items of two files: four findings of three rules and severities, an old and a suppressed one."""
    harbour = Segment(
        "a/1", "The harbour is actually closed on monday.", "Le port est actuellement fermé lundi.", line=3, item="a"
    )
    market = Segment("b/1", "The market sells ancient bread.", "Le marché vend du pain rassis.", line=9, item="b")
    plain = Segment("L1", "Read also : the council.", line=1)
    change = Fix((Edit(15, 23, "currently"),), "unsafe", ("now", "at present"))
    feed = FileResult(
        "feed.xml",
        [
            (harbour, [
                finding(harbour, "actually", rule="FE301", name="actually", fix=change),
                finding(harbour, "monday", rule="FE129", name="weekday", severity="error", category="locale-convention/capitals", fix=Fix((Edit(34, 40, "Monday"),), "safe")),
            ]),
            (market, [finding(market, "ancient", rule="FE301", name="actually")]),
        ],
        2, words={"a": 7, "b": 5}, titles={"a": "At the harbour", "b": "On the market"}, langs=("fr", "en-GB"),
        old=[(market, [finding(market, "bread", rule="FE777", name="old-one")])],
        silenced=[Silenced(finding(market, "market", rule="FE778", name="left"), "the name of a place", "feed.xml:4")],
    )  # fmt: skip
    text = FileResult(
        "news.txt", [(plain, [finding(plain, " :", rule="FE111", name="colon", severity="info", category="locale-convention/punctuation")])],
        1, words={"": 5}, langs=("fr", "en"),
    )  # fmt: skip
    return [feed, text]


def hostile() -> FileResult:
    """Make findings of which every text, name and path is hostile."""
    found = []
    for i, bad in enumerate(HOSTILE):
        segment = Segment(f"{bad}/{i}", f"{bad} word {bad}", f"{bad} mot", role=bad, line=1, item=bad)
        fix = Fix((Edit(0, len(bad), bad + "!"),), "unsafe", (bad, f"{bad}?"))
        found.append(
            (
                segment,
                [finding(segment, bad, rule=f"R{i}{bad}", name=bad, message=bad, category=f"{bad}/{bad}", fix=fix)],
            )
        )
    silenced = [Silenced(f, bad, bad) for (_, (f,)), bad in zip(found, HOSTILE, strict=True)]
    titles = {bad: f"{bad} title" for bad in HOSTILE}
    return FileResult(
        f"{HOSTILE[0]}{HOSTILE[1]}.xml", found, len(found), words=dict.fromkeys(HOSTILE, 3), titles=titles,
        silenced=silenced, langs=('"><b>', "' onclick='x"),
    )  # fmt: skip


def hostile_rule(name: str) -> Rule:
    return rule(name, "\n\n".join(HOSTILE), ("javascript:alert(1)", 'https://example.org/"><script>'))


@given(st.text())
def test_a_text_stays_a_text(text: str) -> None:
    tree = tree_of(tag("p", text, title=text))
    shown = "\n".join(map(visible, text.split("\n")))
    assert [(e.name, e.text, e.attributes) for e in tree.elements] == [("p", shown, {"title": shown})]


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_data_in_a_script_cannot_end_it(value: Any) -> None:
    written = data(value)
    assert json.loads(written) == value
    assert written.isascii()
    assert not set("<>&") & set(written)


def test_code_in_prose() -> None:
    assert prose("run `mtqa <x>` now") == "run <code>mtqa &lt;x&gt;</code> now"
    assert prose("a ` alone") == "a ` alone"


def test_the_page_is_well_formed_and_names_things_once() -> None:
    tree = tree_of(written(*results()))
    assert not tree.wrong
    assert not tree.open
    ids = Counter(e.attributes["id"] for e in tree.elements if "id" in e.attributes)
    assert max(ids.values()) == 1
    targets = {href[1:] for e in tree.named("a") if (href := e.attributes.get("href") or "").startswith("#")}
    assert targets
    assert targets <= set(ids)


def test_findings_of_a_segment_share_a_card_with_its_texts_side_by_side() -> None:
    tree = tree_of(written(*results()))
    cards = [e.text for e in tree.named("article")]
    assert len(cards) == 5
    assert "FE301 actually" in cards[0]
    assert "FE129 weekday" in cards[0]
    assert [e.text for e in tree.named("del")] == ["actually", "monday"]
    assert [e.text for e in tree.named("ins")] == ["currently", "Monday"]
    assert [e.text for e in tree.named("mark")] == ["ancient", " :".replace(" ", " "), "bread", "market"]
    assert "Or: now, at present" in cards[0]
    assert tree.named("p", lang="fr", dir="auto")
    assert {e.attributes.get("lang") for e in tree.named("p") if "dir" in e.attributes} == {"fr", "en-GB", "en"}


def test_a_white_space_that_goes_is_seen() -> None:
    segment = Segment("L1", "too  wide")
    found = finding(segment, "  ", fix=Fix((Edit(3, 5, " "),), "safe"))
    tree = tree_of(written(FileResult("a.txt", [(segment, [found])], 1)))
    assert [e.text for e in tree.named("del")] == ["␣␣"]


def test_what_is_known_or_suppressed_is_folded_and_counted() -> None:
    tree = tree_of(written(*results()))
    folded = tree.named("details", class_="aside")
    assert ["open" in e.attributes for e in folded] == [False, False]
    assert "1 finding known before" in folded[0].text
    assert "Suppressed: the name of a place (feed.xml:4)" in folded[1].text
    assert "4 findings" in tree.named("h1")[0].text


def test_hostile_texts_are_inert() -> None:
    page = written(hostile(), rule_of=hostile_rule)
    tree = tree_of(page)
    assert not tree.wrong
    assert [e.attributes for e in tree.named("script")] == [{"type": "application/json", "id": "data"}, {}]
    assert not tree.named("img")
    assert not [n for e in tree.elements for n in e.attributes if n.startswith("on") or n == "style"]
    links = {e.attributes["href"] or "" for e in tree.named("a")}
    assert all(link.startswith(("#", "https://")) for link in links)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\ud800-\udfff]", page)
    assert "⟨U+202E⟩gnp.exe" in page


def test_the_policy_allows_the_page_s_own_script_and_styles_only() -> None:
    tree = tree_of(written(*results()))
    policy = next(e.attributes["content"] or "" for e in tree.named("meta") if "http-equiv" in e.attributes)
    own = [e.text for e in (*tree.named("style"), *tree.named("script")) if e.attributes.get("type") is None]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in own]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["style-src"] == f"'sha256-{hashes[0]}' 'sha256-{hashes[1]}'"
    assert rules["script-src"] == f"'sha256-{hashes[2]}'"
    assert "unsafe" not in policy
    assert "http" not in policy


def test_nothing_in_the_page_s_own_files_comes_from_elsewhere() -> None:
    for name in ("page.css", "dark.css", "page.js", "template.html"):
        text = (PAGE / name).read_text(encoding="utf-8")
        assert not re.search(r"https?:|@import|url\(|innerHTML|eval\(|document\.write", text), name


def test_colours_have_contrast_in_both_themes() -> None:
    pairs = [
        *((ink, back) for ink in ("text", "quiet", "link") for back in ("page", "card", "field")),
        *((ink, "card") for ink in ("error", "warning", "info")),
        *((ink, f"{ink}-back") for ink in ("del", "ins", "mark", "alert")),
    ]
    for name in ("page.css", "dark.css"):
        block = (PAGE / name).read_text(encoding="utf-8").split("}")[0]
        colours = dict(re.findall(r"--([\w-]+): (#\w+);", block))
        for ink, back in pairs:
            assert contrast(colours[ink], colours[back]) >= 4.5, (name, ink, back)
        for bar in ("error-bar", "warning-bar", "info-bar"):
            assert contrast(colours[bar], colours["card"]) >= 2, (name, bar)


def contrast(one: str, other: str) -> float:
    """Source: WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_spool_keeps_the_worst_in_order() -> None:
    spool = Spool(3)
    for i, rank in enumerate([0, 1, 0, 2, 0, 1, 2, 2, 0]):
        if spool.full(rank):
            spool.drop(1)
        else:
            spool.add(f"é{i}", rank, i, 1)
    assert list(spool.cards()) == [(3, "é3"), (6, "é6"), (7, "é7")]
    assert (spool.shown(), spool.left_out()) == (3, 6)


def test_a_page_says_what_it_leaves_out() -> None:
    page = written(*results(), limit=2)
    tree = tree_of(page)
    assert "1 finding of the least severity left out" in page
    assert "--format jsonl" in page
    assert [e.text for e in tree.named("article")][1].startswith("Line 9")
    assert "4 findings" in tree.named("h1")[0].text
    assert not tree.wrong


def test_what_was_not_checked_is_said_and_nothing_looks_clean() -> None:
    gone = InputError("cannot be read", "gone<b>.xml")
    told = written(summary=Summary(files=0, unread=1, errors=[gone]))
    assert "Nothing was checked" in told
    assert "gone&lt;b&gt;.xml" in told
    assert "No findings" not in told
    clean = FileResult("a.txt", [], 3)
    assert "No findings" in written(clean, summary=Summary(files=1))
    half = tree_of(written(clean, summary=Summary(files=1, unread=1, errors=[gone])))
    assert half.named("h1")[0].text == "No findings in what was checked"
    assert "this page is not whole" in half.named("div", class_="alert")[0].text


def test_long_texts_are_cut_far_from_the_marks() -> None:
    parts = [("word " * 400, ""), ("wrong", "strike red"), (" word" * 400, "")]
    shown = "".join(t for t, _ in shorten(parts))
    assert shown[0] == shown[-1] == "…"
    assert "word wrong word" in shown
    assert len(shown) < LONG
    assert shorten([("short", "")]) == [("short", "")]
    assert len(shorten([("word " * 400, "")])[0][0]) <= LONG + 2


def test_a_trend_needs_two_points() -> None:
    assert trend_svg([("1 May", 90.0)]) == ""
    tree = tree_of(trend_svg([("1 <May>", 80.0), ("2 May", 101.0), ("3 May", 92.5)]))
    assert tree.named("svg")[0].text.startswith("Penalty score over 3 runs: from 80.0 to 92.5")
    assert len(tree.named("circle")) == 3
    heights = [float(e.attributes["cy"] or 0) for e in tree.named("circle")]
    assert heights[0] > heights[2] > heights[1]


def test_the_trend_of_the_paths_stands_in_the_page() -> None:
    points = [("1 May 2026", 80.0), ("2 May 2026", 95.0)]
    page = tree_of(written(*results(), trend=lambda: points))
    assert page.named("svg", class_="trend")
    assert not tree_of(written(*results())).named("svg", class_="trend")


def test_a_history_that_cannot_be_read_is_told_and_the_page_does_without() -> None:
    def broken() -> list[tuple[str, float]]:
        raise InputError("the history is damaged", "scores.sqlite")

    report = Html()
    list(report.start(About(rule, trend=broken)))
    assert "</html>" in "".join(report.end(Summary()))
    assert report.notes == ["the page shows no trend: scores.sqlite: the history is damaged"]


def test_new_findings_are_called_new() -> None:
    assert "4 new findings" in tree_of(written(*results(), compared=True)).named("h1")[0].text


def test_the_command_to_suppress_quotes_what_it_names() -> None:
    def named(path: str, *paths: str) -> Any:
        segment = Segment("L1", "wrong", line=1)
        page = written(FileResult(path, [(segment, [finding(segment, "wrong")])], 1), paths=paths)
        return json.loads(tree_of(page).named("script", id="data")[0].text)

    assert named("a b.txt; rm -rf *")["paths"] == ["'a b.txt; rm -rf *'"]
    assert named("-x")["paths"] == ["./-x"]
    assert named("$(x)\r\x1b")["paths"] == ["'$(x)␍␛'"]
    assert named("a.txt", "feeds/", "b c")["run"] == "feeds/ 'b c'"
    assert named("a.txt", *"abcdef")["run"] == ""


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "news.txt"
    text.write_text("Read also : the council said « no ».\n", encoding="utf-8")
    report = tmp_path / "report.html"
    assert main(["check", "--isolated", "--output", f"html={report}", "--exit-zero", str(text)]) == 0
    tree = tree_of(report.read_text(encoding="utf-8"))
    assert tree.named("article")
    assert "Guillemets and low quotation marks" in tree.named("section", id="rules")[0].text


# --- in Chromium ---


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Opener:
    """Opens pages in a browser and notes all that a report must not do."""

    browser: Any
    folder: Path
    trouble: list[str] = field(default_factory=list)

    def __call__(self, html: str, **options: Any) -> Any:
        path = self.folder / "report.html"
        path.write_text(html, encoding="utf-8", newline="\n")
        page = self.browser.new_context(**options).new_page()
        page.on("console", lambda message: self.trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self._asked(request.url, path))
        page.goto(path.as_uri())
        return page

    def _asked(self, url: str, path: Path) -> None:
        if url.partition("#")[0] != path.as_uri():
            self.trouble.append(f"request: {url}")


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Opener]:
    opener = Opener(chromium, tmp_path)
    yield opener
    for context in chromium.contexts:
        context.close()
    assert not opener.trouble


def drawn(page: Any) -> None:
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def status(page: Any) -> str:
    drawn(page)
    return str(page.locator("#filters output").inner_text())


def rules_shown(page: Any) -> list[str]:
    drawn(page)
    return list(page.locator("#findings > .item li:visible > b").all_inner_texts())


def test_filters(opened: Opener) -> None:
    page = opened(written(*results()))
    assert status(page) == "Showing 4 of 4 findings, in 3 segments"
    page.get_by_label("Warning").uncheck()
    assert status(page) == "Showing 2 of 4 findings, in 2 segments"
    assert rules_shown(page) == ["FE129", "FE111"]
    page.get_by_role("button", name="Reset").click()
    assert status(page) == "Showing 4 of 4 findings, in 3 segments"
    page.get_by_label("Rule").select_option(label="FE301 actually")
    assert rules_shown(page) == ["FE301", "FE301"]
    page.get_by_label("Item").select_option(label="On the market")
    assert status(page) == "Showing 1 of 4 findings, in 1 segment"
    assert page.locator("h3:visible", has_text="At the harbour").count() == 0
    page.get_by_role("button", name="Reset").click()
    page.get_by_label("File").select_option(label="news.txt")
    assert rules_shown(page) == ["FE111"]
    page.get_by_role("button", name="Reset").click()
    page.get_by_label("Category").select_option(label="Locale convention (all)")
    assert rules_shown(page) == ["FE129", "FE111"]


def test_search_takes_all_words_without_accents(opened: Opener) -> None:
    page = opened(written(*results()))
    search = page.get_by_label("Search")
    search.fill("FERME harbour")
    assert status(page) == "Showing 2 of 4 findings, in 1 segment"
    search.fill("FE111")
    assert rules_shown(page) == ["FE111"]
    search.fill("nowhere")
    assert status(page) == "No finding is like that"
    assert not rules_shown(page)
    search.fill("")
    assert status(page) == "Showing 4 of 4 findings, in 3 segments"


def test_a_bar_filters_by_keyboard(opened: Opener) -> None:
    page = opened(written(*results()))
    page.locator(".chart a", has_text="FE129").focus()
    page.keyboard.press("Enter")
    assert rules_shown(page) == ["FE129"]
    page.locator(".figures .info a").click()
    assert rules_shown(page) == ["FE111"]


def test_a_finding_unfolds_its_rule_and_the_command_to_suppress_it(opened: Opener) -> None:
    report = results()
    page = opened(written(*report))
    row = page.locator("article li").first
    row.locator("summary").click()
    assert row.locator(".why").inner_text() == "Why it is so."
    print_ = report[0].findings[0][1][0].fingerprint
    assert row.locator(".copy code").inner_text().startswith(f"mtqa suppress add {print_} feed.xml --reason ")
    row.get_by_role("button", name="Copy").click()
    row.get_by_text(re.compile("^(Copied|Selected)")).wait_for()


def test_what_is_old_opens_on_request_and_is_filtered_too(opened: Opener) -> None:
    page = opened(written(*results()))
    row = page.locator(".aside li", has_text="FE777")
    assert not row.is_visible()
    page.locator(".aside > summary").first.click()
    assert row.is_visible()
    page.get_by_label("Search").fill("harbour")
    status(page)
    assert not row.is_visible()


def test_no_script_of_the_content_runs(opened: Opener) -> None:
    page = opened(written(hostile(), rule_of=hostile_rule))
    assert status(page).startswith(f"Showing {len(HOSTILE)} of {len(HOSTILE)} findings")
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    page.mouse.move(300, 300)
    page.get_by_label("Search").fill("<script>alert")
    status(page)
    assert page.evaluate("document.scripts.length") == 2
    assert page.locator("img, iframe, object, style:not(head style)").count() == 0


def test_the_policy_stops_what_escaping_would_let_through(chromium: Any, tmp_path: Path) -> None:
    page_text = written(*results()).replace(
        "<h2>Findings", "<img src=x onerror='window.ran=1'><script>window.ran=1</script><h2>"
    )
    opener = Opener(chromium, tmp_path)
    page = opener(page_text)
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in told for told in opener.trouble)
    page.context.close()


def background(page: Any) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_dark_and_light(opened: Opener) -> None:
    page = opened(written(*results()), color_scheme="dark")
    dark = background(page)
    page.get_by_role("button", name="Switch to light colours").click()
    light = background(page)
    assert dark != light
    page.get_by_role("button", name="Switch to dark colours").click()
    assert background(page) == dark
    page.emulate_media(media="print")
    assert background(page) not in (dark,)
    bright = opened(written(*results()), color_scheme="light")
    assert background(bright) == light


def test_it_prints(opened: Opener) -> None:
    page = opened(written(*results()), color_scheme="dark")
    assert page.pdf(format="A4").startswith(b"%PDF-")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.locator("#filters").is_visible()
    assert page.locator("#rules").get_by_text("Why it is so.").first.is_visible()
    assert page.locator("article code").first.is_visible()
    assert not page.locator(".aside").first.is_visible()


def test_it_reads_without_javascript(opened: Opener) -> None:
    page = opened(written(*results()), java_script_enabled=False)
    assert page.locator("#findings > .item article").count() == 3
    assert page.get_by_text("The harbour is").first.is_visible()
    assert not page.locator("#filters").is_visible()
    assert not page.locator("#theme").is_visible()
    page.locator("article summary").first.click()
    assert page.locator("article code").first.is_visible()


def test_columns_stand_side_by_side_and_stack_on_a_phone(opened: Opener) -> None:
    for width, stacked in ((1280, False), (390, True)):
        page = opened(written(*results()), viewport={"width": width, "height": 800})
        boxes = [page.locator(f".texts .{c}").first.bounding_box() for c in "stx"]
        assert (len({b["y"] for b in boxes}) == 3) is stacked
        assert (len({b["x"] for b in boxes}) == 1) is stacked
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_everything_that_acts_has_a_name(opened: Opener) -> None:
    page = opened(written(*results()))
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll("button, a, input, select, summary")].filter((e) =>
          !(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.[0]?.textContent.trim())).length"""
    )
    assert unnamed == 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the findings"
