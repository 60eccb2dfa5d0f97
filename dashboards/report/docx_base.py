"""What a Word file was generated as, carried in the file itself: a custom XML part.

People edit what they see; the part stays as it was made, so that years later their words can be
told from the generated ones. Word and LibreOffice keep it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from lxml import etree

from dashboards.report.content import Report
from dashboards.report.keyed import Part, Unit, frame_of, units_of
from risk.errors import ReportError

SPACE = "urn:huzhu:draft:1"
DATA_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
STORE_ID = "{5A0C5B4E-6E1B-4C5E-9B5B-3D3F1D7B2A61}"
XML = "application/xml"
PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
NUMBERS = ("chapter", "section", "at")


@dataclass(frozen=True)
class Base:
    """What a draft was generated as.

    Attributes:
        number: of the report it was made as.
        lang: its language.
        frame: what stands beside the chapters, by name.
        units: the chapters' units in reading order.
    """

    number: str
    lang: str
    frame: Mapping[str, str]
    units: tuple[Unit, ...]


def base_of(report: Report) -> Base:
    """What a draft of this report is generated as."""
    return Base(report.number, report.lang, frame_of(report), units_of(report))


def write_base(document: Document, base: Base) -> None:
    """Put the base into the file, in place of the one there is."""
    body = etree.tostring(_tree(base), xml_declaration=True, encoding="UTF-8", standalone=True)
    if (there := _part(document)) is not None:
        there._blob = body
        return
    package = document.part.package
    assert package is not None
    name = package.next_partname("/customXml/item%d.xml")
    part = PackagePart(name, XML, body, package)
    document.part.relate_to(part, RT.CUSTOM_XML)
    about = etree.Element(f"{{{DATA_STORE}}}datastoreItem", nsmap={"ds": DATA_STORE})
    about.set(f"{{{DATA_STORE}}}itemID", STORE_ID)
    refs = etree.SubElement(about, f"{{{DATA_STORE}}}schemaRefs")
    etree.SubElement(refs, f"{{{DATA_STORE}}}schemaRef").set(f"{{{DATA_STORE}}}uri", SPACE)
    told = etree.tostring(about, xml_declaration=True, encoding="UTF-8", standalone=True)
    uri = PackURI(name.replace("/item", "/itemProps"))
    part.relate_to(PackagePart(uri, PROPERTIES, told, package), RT.CUSTOM_XML_PROPS)


def read_base(document: Document, where: str) -> Base:
    """What the file was generated as.

    Raises:
        ReportError: the file carries none, or a damaged one.
    """
    part = _part(document)
    if part is None:
        raise ReportError(
            "carries no generated text to compare with", where=where,
            remedy="send a Word file made here, or one edited and saved from it; text pasted into "
            "a new file has lost it",
        )  # fmt: skip
    try:
        return _read(_parsed(part.blob))
    except (etree.XMLSyntaxError, KeyError, ValueError):
        raise ReportError(
            "the generated text it carries is damaged", where=where,
            remedy="take the report's own Word file and edit that",
        ) from None  # fmt: skip


def _parsed(body: bytes) -> etree._Element:
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))


def _part(document: Document) -> PackagePart | None:
    """The custom XML part that is ours."""
    for relation in document.part.rels.values():
        if relation.reltype == RT.CUSTOM_XML and not relation.is_external:
            part: PackagePart = relation.target_part
            if SPACE.encode() in part.blob[:400]:
                return part
    return None


def _tree(base: Base) -> etree._Element:
    root = etree.Element(f"{{{SPACE}}}draft", nsmap={None: SPACE})
    root.set("number", base.number)
    root.set("lang", base.lang)
    for name, text in base.frame.items():
        _add(root, "frame", text, name=name)
    for unit in base.units:
        numbers = {name: str(getattr(unit, name)) for name in NUMBERS}
        told = _add(root, "unit", "", key=unit.key, part=unit.part, **numbers)
        _add(told, "text", unit.text)
        for row in unit.rows:
            cells = _add(told, "row", "")
            for cell in row:
                _add(cells, "cell", cell)
        if unit.picture:
            _add(told, "picture", "", sha256=unit.picture)
    return root


def _add(parent: etree._Element, tag: str, text: str, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{SPACE}}}{tag}", attributes)
    element.text = text or None
    return element


def _read(root: etree._Element) -> Base:
    frame = {e.attrib["name"]: e.text or "" for e in _all(root, "frame")}
    units = tuple(_unit(e) for e in _all(root, "unit"))
    return Base(root.attrib["number"], root.attrib["lang"], frame, units)


def _unit(element: etree._Element) -> Unit:
    chapter, section, at = (int(element.attrib[name]) for name in NUMBERS)
    text = "".join(e.text or "" for e in _all(element, "text"))
    rows = tuple(
        tuple(cell.text or "" for cell in _all(row, "cell")) for row in _all(element, "row")
    )
    picture = "".join(e.attrib["sha256"] for e in _all(element, "picture"))
    part = Part(element.attrib["part"])
    return Unit(element.attrib["key"], part, chapter, section, at, text, rows, picture)


def _all(element: etree._Element, name: str) -> list[etree._Element]:
    return list(element.iterchildren(f"{{{SPACE}}}{name}"))
