"""Warnings from files and, only where county.toml names one, from an address."""

import hashlib
import urllib.error
import urllib.request
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from risk.errors import AlertError
from risk.hazard.alert import Alert
from risk.hazard.cap import read_cap
from risk.hazard.markup import MAX_BYTES
from risk.hazard.national import read_national

ENDINGS = (".xml", ".cap", ".json", ".txt")
TIMEOUT_S = 20.0
CHUNK = 65_536


@dataclass(frozen=True)
class AlertFile:
    """What one file held: messages, or words for a person, and a line for each thing broken."""

    name: str
    sha256: str
    alerts: tuple[Alert, ...]
    text: str
    broken: tuple[str, ...]


def read_alert_file(path: Path, *, timezone: str, max_bytes: int = MAX_BYTES) -> AlertFile:
    """Read one file: CAP, 12379 JSON, or plain text (.txt), which is kept as words to confirm.

    A broken file gives a line in ``broken`` instead of an error, so that a folder is read on.
    """
    try:
        size = path.stat().st_size
        if size > max_bytes:
            line = f"{path.name}: {size:,} bytes, more than {max_bytes:,}; no warning is so long"
            return AlertFile(path.name, "", (), "", (line,))
        data = path.read_bytes()
    except OSError as e:
        line = f"{path.name}: cannot be read ({e.strerror}); check the file"
        return AlertFile(path.name, "", (), "", (line,))
    return read_alert_bytes(data, name=path.name, timezone=timezone)


def read_alert_bytes(data: bytes, *, name: str, timezone: str) -> AlertFile:
    """Read the bytes of a file or of an answer; what they hold is told by how they begin."""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        if name.lower().endswith(".txt"):
            return AlertFile(name, sha256, (), _words(data, name), ())
        if data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:1] == b"<":
            return AlertFile(name, sha256, (read_cap(data, timezone=timezone, where=name),), "", ())
        alerts, refused = read_national(data, timezone=timezone, where=name)
        return AlertFile(name, sha256, alerts, "", refused)
    except AlertError as refusal:
        return AlertFile(name, sha256, (), "", (str(refusal),))


def _words(data: bytes, name: str) -> str:
    """Plain text in UTF-8, UTF-16 with its mark, or GB 18030."""
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.strip():
            return text
        raise AlertError("holds no words", where=name, remedy="paste the text")
    raise AlertError("no text in UTF-8 or GB 18030", where=name, remedy="save it as UTF-8")


def alert_paths(given: Iterable[Path]) -> list[Path]:
    """Files named, and the warning files directly in folders named, by name; hidden ones are not.

    Raises:
        AlertError: a path does not exist.
    """
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            inside = (p for p in path.iterdir() if p.suffix.lower() in ENDINGS and p.is_file())
            found += sorted(p for p in inside if not p.name.startswith("."))
        elif path.is_file():
            found.append(path)
        else:
            raise AlertError("no such file or folder", where=str(path), remedy="check the path")
    return found


def read_alert_folder(
    folder: Path, known: Collection[str], *, timezone: str, max_bytes: int = MAX_BYTES
) -> tuple[AlertFile, ...]:
    """Files of a watched folder that were not read before.

    Args:
        folder: may be absent: then there is nothing new.
        known: SHA-256 of files read before; a file that comes again under another name is known.
        timezone: of the county.
        max_bytes: larger files are broken.
    """
    if not folder.is_dir():
        return ()
    seen = set(known)
    fresh: list[AlertFile] = []
    for path in alert_paths([folder]):
        if path.stat().st_size <= max_bytes and _hash(path) in seen:
            continue
        file = read_alert_file(path, timezone=timezone, max_bytes=max_bytes)
        seen.add(file.sha256)
        fresh.append(file)
    return tuple(fresh)


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def fetch_alerts(
    url: str, *, timezone: str, timeout_s: float = TIMEOUT_S, max_bytes: int = MAX_BYTES
) -> AlertFile:
    """Ask an address that county.toml names; nothing else in the product asks the network.

    Args:
        url: http or https.
        timezone: of the county.
        timeout_s: of connecting and of each read.
        max_bytes: a longer answer is refused.

    Raises:
        AlertError: no such address, no answer in time, an error status, or too long an answer.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AlertError(f"{url!r} is no http address", where="county.toml", remedy="correct url")
    where = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    request = urllib.request.Request(url, headers={"User-Agent": "huzhu"})  # noqa: S310
    try:
        with _OPENER.open(request, timeout=timeout_s) as answer:
            data = _limited(answer, max_bytes, where)
    except urllib.error.HTTPError as e:
        raise AlertError(
            f"answers with status {e.code}", where=where, remedy="ask its owner"
        ) from None
    except (OSError, ValueError) as e:
        why = getattr(e, "reason", e)
        raise AlertError(
            f"does not answer ({why})", where=where, remedy="check the line and the address"
        ) from None
    name = Path(parts.path).name or parts.hostname
    return read_alert_bytes(data, name=name, timezone=timezone)


class _NoLeap(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the address named is the one asked, and no other."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoLeap)


def _limited(answer: object, max_bytes: int, where: str) -> bytes:
    parts, size = [], 0
    while chunk := answer.read(CHUNK):  # type: ignore[attr-defined]
        size += len(chunk)
        if size > max_bytes:
            raise AlertError(
                f"answers with more than {max_bytes:,} bytes",
                where=where,
                remedy="check the address",
            )
        parts.append(chunk)
    return b"".join(parts)
