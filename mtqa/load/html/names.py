"""The elements of HTML, and what each means for the text in it."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

BLOCKS = frozenset(
    "address article aside blockquote body br button caption center col colgroup dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu"
    " nav ol optgroup option p pre search section select summary table tbody td tfoot th thead title tr ul".split()
)
"""Other elements are inline, but for those of a page's own making, which have a hyphen in their names."""
UNSEEN = frozenset("script style template noscript noembed noframes datalist xmp".split())
CODE = frozenset("code kbd samp var".split())
PICTURES = frozenset("img svg math textarea input iframe object embed video audio canvas".split())
"""At the ends of a segment these are no part of the sentence."""
OPAQUE = UNSEEN | CODE | PICTURES
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
ROLES = {
    "title": "title", **{f"h{n}": "heading" for n in range(1, 7)}, "figcaption": "caption", "caption": "caption",
    "blockquote": "quote", "li": "item", "td": "cell", "th": "cell",
}  # fmt: skip
META = {
    "description": "summary", "og:description": "summary", "twitter:description": "summary", "og:title": "title",
    "twitter:title": "title",
}  # fmt: skip
# An element that begins here ends these, if they stand open below the nearest of those.
ENDS = {
    "li": (frozenset(["li"]), frozenset(["ul", "ol", "menu"])),
    **dict.fromkeys(("dt", "dd"), (frozenset(["dt", "dd"]), frozenset(["dl"]))),
    **dict.fromkeys(("td", "th"), (frozenset(["td", "th"]), frozenset(["tr", "table"]))),
    "tr": (frozenset(["tr"]), frozenset(["table"])),
    "option": (frozenset(["option"]), frozenset(["select"])),
}  # fmt: skip
IN_PARAGRAPH = frozenset(("br", "button", "option", "optgroup", "select"))
"""Blocks that may stand in a paragraph without ending it."""
_NONE: frozenset[str] = frozenset()


class Kind(NamedTuple):
    """What an element is, by its name. `ends`, `within`: see ENDS."""

    inline: bool
    skips: bool
    seen: bool
    opaque: bool
    empty: bool
    role: str
    ends: frozenset[str]
    within: frozenset[str]
    ends_paragraph: bool


@lru_cache(maxsize=1024)
def kind_of(name: str) -> Kind:
    """Tell what an element is.

    `skips`: its content is no text. `seen`: it stands in a sentence as one sign. `empty`: it has no end tag.
    """
    inline = name not in BLOCKS and "-" not in name
    seen = inline and (name in CODE or name in PICTURES) and name not in UNSEEN
    ends, within = ENDS.get(name, (_NONE, _NONE))
    return Kind(
        inline, seen or name in UNSEEN or name == "pre", seen, name in OPAQUE, name in VOID, ROLES.get(name, ""), ends,
        within, not inline and name not in IN_PARAGRAPH,
    )  # fmt: skip
