"""Web and document fonts from the unpacked npm package ``@fontsource/noto-sans-sc``.

Run from the repository's root (needs fonttools and brotli, build-time only)::

    python data/fonts/build_fonts.py PACKAGE --assets ASSETS --report REPORT_FONTS

PACKAGE is the folder that holds ``400.css`` and ``files``. Nothing is fetched. Written are the
woff2 pieces with one style sheet for the browser, which loads only the pieces a page needs, and one
TrueType file a weight for typst and matplotlib, which cannot put pieces together themselves.
"""

import argparse
import re
import shutil
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FAMILY = "Noto Sans SC"
STYLES = {400: "Regular", 700: "Bold"}
FACE = re.compile(r"@font-face \{.*?\}", re.DOTALL)
PIECE = re.compile(r"url\(\./files/([^)]+\.woff2)\) format\('woff2'\)")
# The pieces lack Ⅰ–Ⅻ, which Chinese notices use for response tiers: set them from Latin capitals.
NUMERALS = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
ROMAN = {0x2160 + i: letters for i, letters in enumerate(NUMERALS)}


def faces(package: Path, weight: int) -> list[tuple[str, str]]:
    """(file name, @font-face rule) of every piece of a weight, in the style sheet's order."""
    rules = FACE.findall((package / f"{weight}.css").read_text("utf-8"))
    return [(match[1], rule) for rule in rules if (match := PIECE.search(rule))]


def write_web(package: Path, assets: Path) -> None:
    """Copy the pieces and write fonts.css; its addresses are relative to the style sheet."""
    sheets = []
    for weight in STYLES:
        for name, rule in faces(package, weight):
            shutil.copyfile(package / "files" / name, assets / "fonts" / name)
            source = f"src: url(fonts/{name}) format('woff2');"
            sheets.append(re.sub(r"src: [^;]+;", source, rule))
    head = "/* Noto Sans SC, SIL OFL 1.1: fonts/OFL.txt. Written by data/fonts/build_fonts.py */\n"
    (assets / "fonts.css").write_text(head + "\n".join(sheets) + "\n", "utf-8")


def outline(font: TTFont, glyph: str, shift: tuple[int, int], pen: TTGlyphPen) -> int:
    """Draw a glyph, moved by ``shift``, into the pen; returns its advance width."""
    glyphs = font.getGlyphSet()
    recording = DecomposingRecordingPen(glyphs)
    glyphs[glyph].draw(recording)
    for operator, points in recording.value:
        moved = [None if p is None else (p[0] + shift[0], p[1] + shift[1]) for p in points]
        getattr(pen, operator)(*moved)
    return int(glyphs[glyph].width)


class Collected:
    """Glyphs gathered from the pieces: outlines, advance widths and the character map."""

    def __init__(self) -> None:
        self.outlines, self.widths, self.characters = {}, {}, {}

    def add(self, name: str, parts: list[tuple[TTFont, str]]) -> None:
        """Set one or more glyphs side by side under a new name."""
        pen, x = TTGlyphPen(None), 0
        for font, glyph in parts:
            x += outline(font, glyph, (x, 0), pen)
        self.outlines[name], self.widths[name] = pen.glyph(), x

    def add_piece(self, font: TTFont) -> None:
        """Take every character of a piece that no earlier piece had."""
        for code, glyph in font.getBestCmap().items():
            if code not in self.characters:
                self.characters[code] = f"u{code:04X}"
                self.add(self.characters[code], [(font, glyph)])


def merge(package: Path, weight: int) -> tuple[Collected, TTFont]:
    """All characters of a weight, and its Latin piece, which gives metrics and notices."""
    fonts = [TTFont(package / "files" / name) for name, _ in faces(package, weight)]
    latin = next(font for font in fonts if ord("I") in font.getBestCmap())
    collected = Collected()
    collected.add(".notdef", [(latin, ".notdef")])
    for font in fonts:
        collected.add_piece(font)
    capitals = latin.getBestCmap()
    for code, letters in ROMAN.items():
        if code not in collected.characters:
            collected.characters[code] = f"u{code:04X}"
            parts = [(latin, capitals[ord(letter)]) for letter in letters]
            collected.add(collected.characters[code], parts)
    return collected, latin


def names_of(latin: TTFont, style: str) -> dict[str, str]:
    """Name table: own family and style, the makers' notices kept."""
    kept = {n: latin["name"].getDebugName(n) for n in (0, 5, 14)}
    return {
        "copyright": kept[0], "familyName": FAMILY, "styleName": style,
        "uniqueFontIdentifier": f"{FAMILY} {style}; merged from @fontsource/noto-sans-sc",
        "fullName": f"{FAMILY} {style}", "version": kept[5],
        "psName": f"{FAMILY.replace(' ', '')}-{style}",
        "licenseDescription": "SIL Open Font License, Version 1.1", "licenseInfoURL": kept[14],
    }  # fmt: skip


def write_truetype(package: Path, weight: int, path: Path) -> str:
    """Write one TrueType file without layout tables; returns the makers' copyright line."""
    collected, latin = merge(package, weight)
    bold = weight >= 700
    metrics, os2 = latin["hhea"], latin["OS/2"]
    builder = FontBuilder(latin["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(list(collected.outlines))
    builder.setupCharacterMap(collected.characters)
    builder.setupGlyf(collected.outlines)
    bearing = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {n: (w, getattr(bearing[n], "xMin", 0)) for n, w in collected.widths.items()}
    )
    builder.setupHorizontalHeader(ascent=metrics.ascent, descent=metrics.descent)
    builder.setupNameTable(names_of(latin, STYLES[weight]))
    builder.setupOS2(
        usWeightClass=weight, fsSelection=0x20 if bold else 0x40, fsType=0,
        sTypoAscender=os2.sTypoAscender, sTypoDescender=os2.sTypoDescender, sTypoLineGap=0,
        usWinAscent=os2.usWinAscent, usWinDescent=os2.usWinDescent,
        sxHeight=os2.sxHeight, sCapHeight=os2.sCapHeight, achVendID=os2.achVendID,
    )  # fmt: skip
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].macStyle = 1 if bold else 0
    # Fixed times make a second run write the same bytes.
    builder.font["head"].created = builder.font["head"].modified = latin["head"].modified
    builder.font.recalcTimestamp = False
    builder.save(path)
    return str(latin["name"].getDebugName(0))


def main() -> None:
    """Write web pieces, TrueType files and the licence beside each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="folder of the unpacked package")
    parser.add_argument("--assets", required=True, type=Path)
    parser.add_argument("--report", required=True, type=Path)
    args = parser.parse_args()
    (args.assets / "fonts").mkdir(parents=True, exist_ok=True)
    args.report.mkdir(parents=True, exist_ok=True)
    write_web(args.package, args.assets)
    for weight, style in STYLES.items():
        path = args.report / f"NotoSansSC-{style}.ttf"
        notice = write_truetype(args.package, weight, path)
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
    licence = f"{notice}\n{(args.package / 'LICENSE').read_text('utf-8')}"
    for folder in (args.assets / "fonts", args.report):
        (folder / "OFL.txt").write_text(licence, "utf-8")
    pieces = list((args.assets / "fonts").glob("*.woff2"))
    print(
        f"{args.assets}: {len(pieces)} pieces, {sum(p.stat().st_size for p in pieces) / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    main()
