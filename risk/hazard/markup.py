"""XML read safely: no document type, so no entities of its own and nothing fetched.

Elements keep the line they begin on, for messages a person can follow.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from risk.errors import AlertError

MAX_BYTES = 5_000_000  # a warning with a whole coast's outline has some 500 kB
MAX_DEPTH = 20  # CAP is four deep
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip


@dataclass
class Element:
    """One element: name without prefix, name space, text, children, line of its start tag."""

    name: str
    space: str
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, name: str) -> Iterator["Element"]:
        """Children of a name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> "Element | None":
        """The first child of a name."""
        return next(self.all(name), None)


def decode(data: bytes, where: str) -> str:
    """The text of a file: by its byte-order mark, else by what its XML head declares, else UTF-8.

    GB 2312 and GBK are read as GB 18030, which holds them.

    Raises:
        AlertError: the bytes do not fit the encoding, or it is unknown.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], name, where)
    declared = _DECLARED.match(data.lstrip()[:200])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    name = "gb18030" if name in ("gb2312", "gbk", "gb_2312-80") else name
    return _decoded(data, name, where)


def _decoded(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        raise AlertError(
            f"unknown encoding {encoding!r}", where=where, remedy="save it as UTF-8"
        ) from None
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        raise AlertError(
            f"bytes that are no {encoding}",
            where=f"{where}, line {line}",
            remedy="save it as UTF-8",
        ) from None


def read_xml(data: bytes, where: str) -> Element:
    """The root element of an XML file.

    Args:
        data: the file's bytes.
        where: its name, for messages.

    Raises:
        AlertError: too large, too deep, with a document type, or no well-formed XML.
    """
    if len(data) > MAX_BYTES:
        raise AlertError(
            f"{len(data):,} bytes, more than {MAX_BYTES:,}",
            where=where,
            remedy="no warning is so long",
        )
    builder = _Builder(where)
    try:
        builder.parser.Parse(decode(data, where).encode("utf-8"), True)
    except expat.ExpatError as e:
        raise AlertError(
            f"no well-formed XML ({expat.ErrorString(e.code)})",
            where=f"{where}, line {e.lineno}",
            remedy="ask the sender for the file again",
        ) from None
    return builder.roots[0]


class _Builder:
    """Builds elements from the parser's calls."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.roots: list[Element] = []
        self.open: list[Element] = []
        # the text is already decoded: what the head declares no longer holds
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _here(self) -> str:
        return f"{self.where}, line {self.parser.CurrentLineNumber}"

    def _refuse(self, *_: object) -> None:
        raise AlertError(
            "holds a document type (DOCTYPE), which no warning needs", where=self._here(),
            remedy="ask the sender for the file without it",
        )  # fmt: skip

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        del attributes  # CAP uses none
        space, _, name = tag.rpartition(" ")
        element = Element(name, space, self.parser.CurrentLineNumber)
        (self.open[-1].children if self.open else self.roots).append(element)
        self.open.append(element)
        if len(self.open) > MAX_DEPTH:
            raise AlertError(
                f"elements nested more than {MAX_DEPTH} deep", where=self._here(),
                remedy="ask the sender for the file again",
            )  # fmt: skip

    def _end(self, _: str) -> None:
        self.open.pop()

    def _text(self, data: str) -> None:
        self.open[-1].text += data
