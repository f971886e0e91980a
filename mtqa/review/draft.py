"""A rule made of a correction: the smallest changed span, widened until it says something, with tests of its own."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex

from mtqa import packs, selftest
from mtqa.errors import UsageError
from mtqa.model import Edit
from mtqa.nodes import read_yaml
from mtqa.packs import RuleSet
from mtqa.review.wording import smallest
from mtqa.study.draft import written
from mtqa.study.ngrams import STOP
from mtqa.textview import plain_view

MOST_WORDS = 8
"""A longer phrase would hardly stand anywhere else."""
_WORD = regex.compile(r"[^\W_]\S*(?<=[\w%])|[^\W_]")
_END = regex.compile(r"(?<!\b(?:Mr|Mrs|Ms|Dr|St|\p{Lu}))[.!?…]+[\"”»’)]*\s+(?=[\p{Lu}\"“«(])|\s*\n\s*")
_ARTICLE = regex.compile(r"an? ", regex.IGNORECASE)

Langs = tuple[str, str]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as it will stand in a pack, its rows compiled, and of what languages."""

    rule: Mapping[str, Any]
    langs: Langs
    ruleset: RuleSet

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.rule["id"])

    @property
    def yaml(self) -> str:
        """The rule as one item of a list."""
        return written([self.rule])


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, and the one edit that corrects it."""

    text: str
    edit: Edit
    source: str

    @property
    def fixed(self) -> str:
        return self.text[: self.edit.start] + self.edit.text + self.text[self.edit.end :]

    def wording(self, span: Span) -> str:
        """Return what becomes of a span that holds the edit."""
        own = self.edit
        return self.text[span[0] : own.start] + own.text + self.text[own.end : span[1]]


def draft_of(
    before: str, after: str, source: str | None = None, *, id: str, langs: Langs = ("any", "en"),
    names: Collection[str] = (),
) -> Draft:  # fmt: skip
    """Draft a rule of a text before and after its correction; its own tests pass. `names` are those that are taken.

    Raises: UsageError with the reason why no rule comes of it.
    """
    sentence = _sentence(before, after, source or "")
    spans = list(_spans(sentence))
    if not spans:
        raise UsageError("what was changed has no words around it that a rule could look for")
    for span in spans:
        for place, matcher, fix in _forms(sentence, span):
            rule = _rule(sentence, place, matcher, fix, id, names)
            if made := _proven(rule, langs):
                return made
    hint = "write it by hand, as docs/packs.md tells"
    raise UsageError("no phrase tells the text before from the text after", hint=hint)


def _sentence(before: str, after: str, source: str) -> _Sentence:
    """Cut a correction down to the sentence it changes. Raises: UsageError."""
    if before == after:
        raise UsageError("nothing was changed")
    if "".join(plain_view(before).plain.split()) == "".join(plain_view(after).plain.split()):
        raise UsageError("only spaces or kinds of apostrophes were changed, of which a phrase knows nothing")
    edit = smallest(before, Edit(0, len(before), after))
    assert edit is not None  # for the texts differ
    ends = [m.span() for m in _END.finditer(before)]
    start = max((last for _, last in ends if last <= edit.start), default=0)
    end = min((first + _stop(before, first) for first, _ in ends if first >= edit.end), default=len(before))
    if any(edit.start < last and first < edit.end for first, last in ends):
        raise UsageError("the correction runs over several sentences", hint="make one of a smaller correction")
    text = before[start:end]
    lead = len(text) - len(text.lstrip())
    if start + lead > edit.start:
        lead = 0
    cut = Edit(edit.start - start - lead, edit.end - start - lead, edit.text)
    words = _WORD.findall(text)
    if len(words) > 3 and not _kept(text[lead:], cut):
        raise UsageError("the whole sentence was written anew, so that no phrase of it is to blame")
    return _Sentence(text[lead:], cut, _aligned(source, before, start))


def _stop(text: str, first: int) -> int:
    """Return how many signs that end a sentence stand there."""
    found = regex.match(r"[.!?…]+[\"”»’)]*", text[first:])
    return len(found.group()) if found else 0


def _kept(text: str, edit: Edit) -> bool:
    return bool(_WORD.search(text[: edit.start]) or _WORD.search(text[edit.end :]))


def _aligned(source: str, before: str, start: int) -> str:
    """Return the sentence of the source that stands where the corrected one does, else all of it."""
    parts = _END.split(source)
    ends = [m.end() for m in _END.finditer(before)]
    if len(parts) != len(ends) + 1:
        return source
    number = sum(end <= start for end in ends)
    firsts = [0, *(m.end() for m in _END.finditer(source)), len(source)]
    return source[firsts[number] : firsts[number + 1]].strip()


def _spans(sentence: _Sentence) -> Iterator[Span]:
    """Yield spans of whole words that hold the edit, from the smallest that says enough to wider ones."""
    text, edit = sentence.text, sentence.edit
    words = [m.span() for m in _WORD.finditer(text)]
    inner = [i for i, (start, end) in enumerate(words) if start < edit.end and end > edit.start]
    if inner:
        first, last = inner[0], inner[-1]
    else:  # between words: those on both sides, where there are any
        after = sum(end <= edit.start for _, end in words)
        first, last = max(0, after - 1), min(after, len(words) - 1)
    rightward = True
    while words and first <= last and last - first < MOST_WORDS:
        start, end = min(words[first][0], _near(text, edit.start, 1)), max(words[last][1], _near(text, edit.end, -1))
        if _enough(sentence, (start, end)):
            yield start, end
        sides = _sides(text, words, first, last)
        if not sides:
            return
        side = sides[0] if len(sides) == 1 or rightward else sides[1]
        first, last = min(first, side), max(last, side)
        rightward = not rightward


def _sides(text: str, words: Sequence[Span], first: int, last: int) -> list[int]:
    """Return the words that some others may be widened by, right then left: those that no mark parts, else any."""
    right = [last + 1] if last + 1 < len(words) else []
    left = [first - 1] if first > 0 else []
    near = [n for n in right if text[words[last][1] : words[n][0]].isspace()]
    near += [n for n in left if text[words[n][1] : words[first][0]].isspace()]
    return near or right + left


def _near(text: str, at: int, step: int) -> int:
    """Return the bound of an edit without the spaces inside it."""
    while step > 0 and at < len(text) and text[at].isspace():
        at += 1
    while step < 0 and at > 0 and text[at - 1].isspace():
        at -= 1
    return at


def _enough(sentence: _Sentence, span: Span) -> bool:
    """Tell whether a phrase says enough to be looked for: a word of content, two where only a letter changes."""
    words = _WORD.findall(plain_view(sentence.text[slice(*span)]).plain.lower())
    content = [w for w in words if w not in STOP and sum(map(str.isalpha, w)) > 1]
    own, new = sentence.text[sentence.edit.start : sentence.edit.end], sentence.edit.text
    return len(content) > (_one_letter(own, new) and len(words) < 2)


def _one_letter(own: str, new: str) -> bool:
    """Tell whether one word became another by one letter: an ending, which its neighbours ask for."""
    if not own.isalnum() or not new.isalnum() or abs(len(own) - len(new)) > 1:
        return False
    edit = smallest(" ".join(own), Edit(0, 2 * len(own) - 1, " ".join(new)))
    return edit is not None and len(edit.text.split()) <= 1 and len(" ".join(own)[edit.start : edit.end].split()) <= 1


def _forms(sentence: _Sentence, span: Span) -> Iterator[tuple[Span, dict[str, Any], dict[str, Any]]]:
    """Yield spans, matchers and fixes for a span, the most general first; "a" and "an" are mended by the engine."""
    raw, wording = sentence.text[slice(*span)], sentence.wording(span).strip()
    own, new = _ARTICLE.match(raw), _ARTICLE.match(wording)
    pairs = [(span, wording)]
    if own and new and _says(raw[own.end() :]):
        pairs.insert(0, ((span[0] + own.end(), span[1]), wording[new.end() :]))
    opens = not _WORD.search(sentence.text[: span[0]])
    for place, suggestion in pairs:
        phrase = plain_view(sentence.text[slice(*place)]).plain
        if not _capitals(phrase, opens):
            yield place, {"phrase": _lowered(phrase)}, _fix(_lowered(suggestion) if opens else suggestion)
        yield place, {"phrase": phrase, "case": "match"}, _fix(suggestion)


def _says(words: str) -> bool:
    return any(word.lower() not in STOP for word in _WORD.findall(words))


def _fix(wording: str) -> dict[str, Any]:
    return {"suggest": [wording], "safety": "unsafe"} if wording else {"delete": True, "safety": "unsafe"}


def _capitals(phrase: str, opens: bool) -> bool:
    """Tell whether a phrase has capitals that matter: others than that of a sentence, and "I"."""
    words = _WORD.findall(phrase)
    if opens and words:
        words[0] = words[0][:1].lower() + words[0][1:]
    return any(word != word.lower() for word in words if word != "I" and not word.startswith(("I'", "I’")))


def _lowered(phrase: str) -> str:
    return phrase if phrase[:2].strip("' ’") == "I" else phrase[:1].lower() + phrase[1:]


def _rule(
    sentence: _Sentence, span: Span, matcher: Mapping[str, Any], fix: Mapping[str, Any], id: str, names: Collection[str]
) -> dict[str, Any]:
    source = {"source": sentence.source} if sentence.source else {}
    told = "our editors leave it out" if fix.get("delete") else "our editors write {suggestions}"
    return {
        "id": id,
        "name": _name(matcher["phrase"], id, names),
        "kind": "phrase",
        "severity": "warning",
        "category": "style",
        "message": f'"{{match}}": {told}.',
        "explain": "Made of an editor's correction.",
        "any": [dict(matcher)],
        "fix": dict(fix),
        "tests": [
            {"bad": sentence.text, "marks": sentence.text[slice(*span)], "fixed": sentence.fixed, **source},
            {"ok": sentence.fixed, **source},
        ],
    }


def _name(phrase: str, id: str, names: Collection[str]) -> str:
    plain = unicodedata.normalize("NFKD", phrase).encode("ascii", "ignore").decode().lower().replace("'", "")
    name = regex.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "correction"
    return f"{name}-{id.lower()}" if name in names else name


def _proven(rule: Mapping[str, Any], langs: Langs) -> Draft | None:
    """Compile a rule and run its tests; None where it does not stand them."""
    pack = pack_text([rule], langs)
    if _read(pack)["rules"] != [rule]:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.yaml"
        path.write_bytes(pack.encode("utf-8", "surrogatepass"))
        ruleset, problems = packs.compile_files([(path, "draft.yaml")])
    if problems or selftest.run_tests(ruleset).failures:
        return None
    return Draft(rule, langs, ruleset)


def _read(text: str) -> dict[str, Any]:
    node, _ = read_yaml(text, "")
    return node.plain() if node is not None else {"rules": None}


def pack_text(rules: Sequence[Mapping[str, Any]], langs: Langs) -> str:
    """Return a whole pack, its header with it."""
    lang = {"source": langs[0], "target": langs[1]}
    return written({"mtqa": 1, "pack": "team/own", "version": "1.0.0", "title": "Rules of our own", "lang": lang}) + (
        f"rules:\n{indented(written(list(rules)), 2)}" if rules else "rules:\n"
    )


def indented(text: str, by: int) -> str:
    """Return YAML moved to the right."""
    return "".join(f"{' ' * by}{line}" if line.strip() else line for line in text.splitlines(keepends=True))
