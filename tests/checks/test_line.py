from mtqa.engine import Engine, recurring_lines
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.model import Document
from mtqa.packs import RuleSet
from mtqa.packs import load as load_rules


def document(text: str, name: str = "a.txt") -> Document:
    return load(ByteSource(name, data=text.encode()), LoadOptions())


def rules(*ids: str) -> RuleSet:
    return load_rules().select(select=ids)


def lines(text: str, *ids: str) -> list[int]:
    return [f.segment.line for r in Engine(rules(*ids)).run(document(text)) for _, fs in r.findings for f in fs]


BODY = "\n\n".join(f"A paragraph with number {i} and some words." for i in range(20))


def test_a_comment_count_is_junk_only_near_the_head() -> None:
    assert lines(f"Title\n\nAuthor\n\n17\n\n{BODY}", "JK003") == [5]
    assert lines(f"Title\n\n{BODY}\n\n17\n", "JK003") == []


def test_the_position_does_not_depend_on_blank_lines() -> None:
    assert lines(f"{BODY}\n\n\n\n\nSource link -99\n\n\n", "JK001") == [44]


def test_a_line_that_recurs_over_files_is_told_in_each() -> None:
    texts = [f"Story {i} is here.\n\nDiscover our offer for readers\n" for i in range(4)]
    documents = [document(t, f"{i}.txt") for i, t in enumerate(texts)]
    ruleset = rules("JK026")
    recurring = recurring_lines(documents, ruleset)
    assert recurring == {"Discover our offer for readers": 4}
    engine = Engine(ruleset)
    found = [f.segment.line for d in documents for r in engine.run(d, recurring) for _, fs in r.findings for f in fs]
    assert found == [3, 3, 3, 3]


def test_items_of_a_feed_are_told_apart_by_their_ids() -> None:
    rows = [f'{{"id": "g{i}/body/1", "target": "Read more on our site today"}}' for i in range(3)]
    feed = document("\n".join(rows), "feed.jsonl")
    assert recurring_lines([feed], rules("JK026")) == {"Read more on our site today": 3}
    single = document("\n".join(['{"target": "Read more on our site today"}'] * 3), "feed.jsonl")
    assert recurring_lines([single], rules("JK026")) == {}
