"""Web and mail addresses, file names, @handles and #hashtags: what is said for each of their signs."""

from __future__ import annotations

import re
from typing import Final

from narrate.script.spoken.numbers import English, cardinal, one_by_one
from narrate.script.spoken.rewriting import Rule, rule

_SIGNS: Final = {
    ".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore", ":": "colon", "&": "ampersand",
    "?": "question mark", "=": "equals", "#": "hash", "%": "percent", "+": "plus", "~": "tilde",
}  # fmt: skip
_PART: Final = re.compile(r"[^\W\d_]+|\d+|.")
_ENDINGS: Final = (
    r"(?:com|org|net|edu|gov|mil|info|biz|io|ai|app|dev|co|uk|ie|de|fr|es|it|nl|eu|ca|au|nz|jp|us|tv|me)"
)
# Two words with a forgotten space ("home.It") end in "it", too: these need a path, "www" or a second dot.
_CERTAIN_ENDINGS: Final = r"(?:com|org|net|edu|gov|mil|info|biz|io|uk)"
_FILES: Final = (
    r"(?:jpe?g|png|gif|pdf|txt|docx?|xlsx?|pptx?|html?|xml|json|csv|zip|exe|mp[34]|wav|flac|avi|mov|md|py|js"
    r"|epub)"
)
_FILE_SOUNDS: Final = {"jpg": "jpeg"}
_LABEL: Final = r"[A-Za-z0-9][\w-]{0,62}"
_PATH: Final = r"(?:/[\w.~%&=?+#/-]{0,300}[\w/])?"


def _address(match: re.Match[str], english: English) -> str:
    """Letters as words, digits one by one, signs by name."""
    return " ".join(_said(part, english) for part in _PART.findall(match["address"]))


def _said(part: str, english: English) -> str:
    if part.isdecimal():
        return cardinal(part, english) if len(part) < 3 else one_by_one(part)
    if part == "www":
        return "w w w"
    return _SIGNS.get(part) or _FILE_SOUNDS.get(part) or part


ADDRESSES: Final[tuple[Rule, ...]] = (
    # The scheme is for machines: nobody says "h t t p s colon slash slash".
    rule(r"\b(?:https?|ftp)://(?P<address>[^\s<>\"')\]]*[\w/])", _address),
    rule(r"\b(?P<address>[a-z]{3,10}://[^\s<>\"')\]]*[\w/])", _address),
    rule(r"\b(?P<address>www\.[^\s<>\"')\]]*[\w/])", _address),
    # me@x.org, first.last+tag@mail.example.com/path
    rule(
        rf"(?<![\w.+@&-])(?P<address>[\w.+&-]{{1,64}}@[\w-]{{1,64}}(?:\.[\w-]{{1,64}}){{1,6}}{_PATH})(?![@\w])",
        _address,
    ),
    # librivox.org, bbc.co.uk/news
    rule(
        rf"(?<![\w.@-])(?P<address>{_LABEL}(?:\.{_LABEL}){{0,4}}\.{_CERTAIN_ENDINGS}(?:\.[a-z]{{2}})?{_PATH})"
        r"(?![\w@-])",
        _address,
    ),
    rule(
        rf"(?<![\w.@-])(?P<address>{_LABEL}\.{_LABEL}(?:\.{_LABEL}){{0,3}}\.{_ENDINGS}{_PATH}"
        rf"|{_LABEL}\.{_ENDINGS}/[\w.~%&=?+#/-]{{0,300}}[\w/])(?![\w@-])",
        _address,
    ),
    # report.pdf
    rule(rf"(?<![\w./@-])(?P<address>{_LABEL}(?:\.[\w-]{{1,62}}){{0,3}}\.{_FILES})(?![\w@-])", _address),
    # @alice, #nofilter
    rule(r"(?<![\w@.&])@(?=[A-Za-z]\w)", "at "),
    rule(r"(?<![\w#&/])#(?=[A-Za-z]\w)", "hashtag "),
)
