"""Markdown as narrate reads it: which of markdown-it's rules hold, and our own for ``:::`` passages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from narrate.manuscript.markdown_brackets import Definitions
from narrate.manuscript.markup import Braces, braces, kinds_of

_PASSAGE = re.compile(r":{3,}[ \t]*(?:(?P<word>[\w-]+)|(?P<braces>\{.*\}))?[ \t]*:*[ \t]*")


@dataclass(frozen=True, slots=True)
class LinkDefinition:
    """``[label]: address`` on the lines ``first:end``."""

    address: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """markdown-it's block tokens, none of their insides read yet, and what the document defines."""

    tokens: Sequence[Token]
    definitions: Definitions
    links: tuple[LinkDefinition, ...]


def parse(text: str) -> Document:
    """The blocks of ``text``, whose line ends are line feeds.

    Indented code is not code here: in manuscripts an indented paragraph is a paragraph. A ``:::`` line is a
    token of its own, "passage", whose ``meta["said"]`` is what it opens, or None where it closes; passages
    nest by order, as in Pandoc, where any three colons close.
    """
    md = MarkdownIt("commonmark").enable("table").disable("code")
    md.use(footnote_plugin, inline=False, move_to_end=False).use(deflist_plugin)
    md.block.ruler.before(
        "fence", "passage", _passage, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    md.core.ruler.enableOnly(["block"])
    env: dict[str, object] = {}
    tokens = md.parse(text, env)
    references = env.get("references")
    found = dict(references) if isinstance(references, dict) else {}
    duplicates = env.get("duplicate_refs")
    links = [*found.values(), *(duplicates if isinstance(duplicates, list) else ())]
    footnotes = env.get("footnotes")
    notes = footnotes["refs"] if isinstance(footnotes, dict) else ()
    return Document(
        tokens,
        Definitions(frozenset(found), frozenset(str(label)[1:] for label in notes)),
        tuple(LinkDefinition(link["href"], link["map"][0], link["map"][1]) for link in links),
    )


def _passage(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: ARG001 - markdown-it's signature
    start = state.bMarks[first] + state.tShift[first]
    if not state.src.startswith(":::", start):
        return False
    match = _PASSAGE.fullmatch(state.src, start, state.eMarks[first])
    if match is None:
        return False
    said: Braces | None = None
    if match["braces"]:
        said = braces(state.src, match.start("braces"), match.end("braces"))
        if said is None or said.end != match.end("braces"):
            return False
    elif match["word"]:
        said = Braces(0, 0, kinds_of(match["word"]), classes=(match["word"],))
    if not silent:
        token = state.push("passage", "", 0)
        token.map = [first, first + 1]
        token.meta = {"said": said}
        state.line = first + 1
    return True
