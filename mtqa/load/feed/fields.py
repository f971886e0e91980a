"""What the elements of a feed are: which hold an item, which name it, and which hold text of what role.

Source: RSS 0.90-0.92, 1.0 and 2.0, Atom 0.3 and RFC 4287; the RSS modules content, Dublin Core, Media RSS, iTunes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

ROOTS = frozenset(["rss", "rdf", "feed", "channel"])
ITEMS = frozenset(["item", "entry"])
CORE, CONTENT, DUBLIN, MEDIA, ITUNES, XHTML, RDF = "core", "content", "dc", "media", "itunes", "xhtml", "rdf"
XML = "http://www.w3.org/XML/1998/namespace}"

# vocabularies by how their namespaces begin, in lower case; more than one name is in use for each
NAMESPACES: Sequence[tuple[str, str]] = (
    ("http://purl.org/rss/1.0/modules/content", CONTENT),
    ("http://purl.org/rss/1.0/modules/", ""),
    ("http://purl.org/rss/", CORE), ("http://purl.org/net/rss1.1", CORE),
    ("http://my.netscape.com/rdf/simple/", CORE), ("http://channel.netscape.com/rdf/simple/", CORE),
    ("http://backend.userland.com/rss", CORE), ("http://blogs.law.harvard.edu/tech/rss", CORE),
    ("http://my.netscape.com/publish/formats/rss", CORE), ("http://www.w3.org/2005/atom", CORE),
    ("http://purl.org/atom/ns#", CORE), ("http://example.com/newformat#", CORE), ("http://example.com/necho", CORE),
    ("http://purl.org/echo/", CORE), ("uri/of/echo/namespace#", CORE), ("http://purl.org/pie/", CORE),
    ("http://purl.org/dc/elements/", DUBLIN), ("http://purl.org/dc/terms/", DUBLIN),
    ("http://search.yahoo.com/mrss", MEDIA), ("http://video.search.yahoo.com/mrss", MEDIA),
    ("http://tools.search.yahoo.com/mrss", MEDIA), ("http://www.itunes.com/dtds/podcast-", ITUNES),
    ("http://www.w3.org/1999/xhtml", XHTML), ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", RDF),
)  # fmt: skip

ROLES: Mapping[tuple[str, str], str] = {
    (CORE, "title"): "title", (CORE, "description"): "summary", (CORE, "summary"): "summary",
    (CORE, "subtitle"): "summary", (CORE, "tagline"): "summary", (CORE, "info"): "summary",
    (CORE, "abstract"): "summary", (CORE, "content"): "body", (CORE, "fullitem"): "body",
    (CORE, "body"): "body", (CORE, "author"): "author",
    (CORE, "category"): "category", (CORE, "managingeditor"): "author", (CORE, "name"): "author",
    (CONTENT, "encoded"): "body", (XHTML, "body"): "body", (XHTML, "div"): "body",
    (DUBLIN, "title"): "title", (DUBLIN, "description"): "summary", (DUBLIN, "abstract"): "summary",
    (DUBLIN, "creator"): "author", (DUBLIN, "contributor"): "author", (DUBLIN, "subject"): "category",
    (MEDIA, "title"): "caption", (MEDIA, "description"): "caption", (MEDIA, "text"): "caption",
    (MEDIA, "credit"): "author", (MEDIA, "keywords"): "category", (MEDIA, "category"): "category",
    (ITUNES, "title"): "title", (ITUNES, "subtitle"): "summary", (ITUNES, "summary"): "summary",
    (ITUNES, "author"): "author", (ITUNES, "keywords"): "category",
}  # fmt: skip
NAMES: Mapping[tuple[str, str], str] = {
    (CORE, "guid"): "guid", (CORE, "id"): "guid", (CORE, "link"): "link", (DUBLIN, "identifier"): "link",
}  # fmt: skip
"""What names an item; the first of "guid", "link" that is there."""
LANGUAGES = frozenset([(CORE, "language"), (DUBLIN, "language")])
PERSONS = frozenset([(CORE, "author"), (CORE, "contributor")])
PICTURES = frozenset([(CORE, "image"), (CORE, "textinput")])
"""Parts of a channel: their titles and descriptions are captions."""
PASSED = frozenset(
    [(MEDIA, "group"), (MEDIA, "content"), (RDF, "rdf"), (CORE, "channel"), (CORE, "feed"), (CORE, "rss")]
)
"""Elements whose children count as if they stood in the item or the channel itself."""


@lru_cache(maxsize=4096)
def known(name: str) -> tuple[str, str]:
    """Return an element's vocabulary and its name in it, lower case; vocabulary "" is one that says nothing here."""
    namespace, _, local = name.rpartition("}")
    lowered = namespace.lower()
    group = CORE if not lowered else next((g for start, g in NAMESPACES if lowered.startswith(start)), "")
    return group, local.lower()


def field_of(path: Sequence[str], name: str, root: str) -> str:
    """Return the role of an element, "guid", "link" or "language"; empty where it is none of these.

    `root`: the namespace of the outermost element, whatever it is, is that of the feed.
    """
    if not path:
        return ""
    kind = _kind(name, root)
    role = ROLES.get(kind) or NAMES.get(kind) or ("language" if kind in LANGUAGES else "")
    if not role:
        return ""
    above = [_kind(n, root) for n in path]
    while above and above[-1] in PASSED:
        above.pop()
    if not above or above[-1][1] in ITEMS:
        return role if kind != (CORE, "name") else ""
    if above[-1] in PERSONS and kind == (CORE, "name"):
        return "author"
    if above[-1] in PICTURES and role in ("title", "summary"):
        return "caption"
    return ""


def _kind(name: str, root: str) -> tuple[str, str]:
    group, local = known(name)
    return (CORE, local) if not group and root and name.startswith(root) else (group, local)
