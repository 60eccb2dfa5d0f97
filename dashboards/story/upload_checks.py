"""Files somebody sends: refused here before a reader opens them.

A name says which format to expect, the first bytes whether it is that, and an archive's list of
members whether unpacking it could harm.
"""

import stat
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath

from risk.errors import LedgerError

FILES_MAX = 40
BATCH_BYTES_MAX = 512 * 2**20
NAME_CHARS_MAX = 120
MEMBERS_MAX = 2_000
UNPACKED_BYTES_MAX = 2 * 2**30
RATIO_MAX = 200  # unpacked to packed; sheets of a ledger reach 30
SMALL_BYTES = 2**20  # of which no ratio is asked
PROBE_BYTES = 2**16

ZIP = (b"PK\x03\x04",)
OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)  # also what a password makes of a workbook
TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".xlsx": ZIP + OLE, ".xlsm": ZIP + OLE, ".xlsb": ZIP + OLE, ".ods": ZIP, ".xls": OLE + ZIP,
    ".parquet": (b"PAR1",), ".geoparquet": (b"PAR1",), ".gpkg": (b"SQLite format 3\x00",),
    ".zip": ZIP, ".tif": TIFF, ".tiff": TIFF,
}  # fmt: skip
"""How a file of each binary format begins."""
TEXTS = (".csv", ".tsv", ".txt", ".geojson", ".json")
ACCEPTED = (*BEGINNINGS, *TEXTS)
UTF16 = (b"\xff\xfe", b"\xfe\xff")
ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".xz", ".bz2")


def safe_name(given: str) -> str:
    """The name a file is kept under: its last part, without what a file system may take amiss.

    Raises:
        LedgerError: nothing is left of it, or no ledger comes in such a format.
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(" .")
    path = PurePosixPath(kept)
    if path.suffix.lower() not in ACCEPTED:
        raise LedgerError(
            f"unknown format {path.suffix!r}",
            where=kept or given[:NAME_CHARS_MAX],
            remedy="save it as .xlsx, .csv or .parquet; maps as .gpkg, .zip, .geojson or .parquet",
        )
    return path.stem[: NAME_CHARS_MAX - len(path.suffix)] + path.suffix


def check_content(path: Path) -> None:
    """Refuse a file that is not what its name says, or that could harm when unpacked.

    Raises:
        LedgerError: as said.
    """
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        probe = file.read(PROBE_BYTES)
    if not probe:
        raise LedgerError("is empty", where=path.name, remedy="export it again")
    if not (_is_text(probe) if suffix in TEXTS else probe.startswith(BEGINNINGS[suffix])):
        raise LedgerError(
            f"is no {suffix} file, whatever its name says",
            where=path.name,
            remedy="open it in the program that made it and save it in that format",
        )
    if probe.startswith(ZIP):
        check_archive(path)


def _is_text(probe: bytes) -> bool:
    known = tuple(b for beginnings in BEGINNINGS.values() for b in beginnings)
    return probe.startswith(UTF16) or not (b"\x00" in probe or probe.startswith(known))


def check_archive(path: Path) -> None:
    """Refuse an archive, or a workbook that is one, whose members could harm.

    Sizes are added up as the archive states them, then every member is read once: one that is
    longer than stated fails its check sum.

    Raises:
        LedgerError: too many or too large members, a path out of the archive, a password, an
            archive inside, or damage.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            found = _harm(members, plain=path.suffix.lower() == ".zip")
            if found is None and (broken := archive.testzip()) is not None:
                found = f"is damaged at {broken[:NAME_CHARS_MAX]!r}"
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        found = "is damaged"
    if found is not None:
        raise LedgerError(found, where=path.name, remedy="save it again, without any archive in it")


def _harm(members: list[zipfile.ZipInfo], *, plain: bool) -> str | None:
    """What is wrong with the list of members; ``plain``: an archive that is no workbook."""
    if len(members) > MEMBERS_MAX:
        return f"holds {len(members):,} files, more than {MEMBERS_MAX:,}"
    unpacked = sum(m.file_size for m in members)
    packed = sum(m.compress_size for m in members)
    if unpacked > UNPACKED_BYTES_MAX or unpacked > max(RATIO_MAX * packed, SMALL_BYTES):
        return f"would unpack to {unpacked / 2**20:,.0f} MB"
    for member in members:
        if member.flag_bits & 1:
            return "is protected by a password"
        if _leads_out(member):
            return f"holds a path that leads out of it: {member.filename[:NAME_CHARS_MAX]!r}"
        if plain and member.filename.lower().endswith(ARCHIVES):
            return "holds another archive"
    return None


def _leads_out(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    linked = stat.S_ISLNK(member.external_attr >> 16)
    return path.is_absolute() or ".." in path.parts or ":" in path.as_posix() or linked
