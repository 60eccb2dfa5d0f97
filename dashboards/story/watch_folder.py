"""Warnings come in: files of the watched folder and of the named address, each read once.

Nothing here runs by itself: a page asks (`Intake.poll`) when its interval ticks. What was read is
kept in the operations store; what could not be read stays a line until the file changes or goes.
"""

import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from risk.errors import AlertError
from risk.hazard.alert import Alert
from risk.hazard.io import (
    AlertFile,
    alert_paths,
    fetch_alerts,
    read_alert_bytes,
    read_alert_file,
)
from risk.hazard.record import to_record
from risk.operations import open_operations
from risk.operations.deed import Doer
from risk.operations.limits import unlimited
from risk.operations.watch import FOLDER_USER, Channel, receive_alert
from risk.settings import County
from risk.workspace import Workspace

MEGABYTE = 1_000_000
WORDS = "holds words for a person; paste them to have them read, and confirm"


@dataclass(frozen=True)
class Fault:
    """A file that could not be read, or not wholly: its name and one line."""

    name: str
    line: str


@dataclass
class Intake:
    """Reads what is new in the folder and at the address of one workspace."""

    ws: Workspace
    _read: dict[str, tuple[tuple[int, int], tuple[Fault, ...]]] = field(default_factory=dict)
    _asked: float | None = None
    _answer: tuple[Fault, ...] = ()
    _words: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def poll(self, county: County, now: datetime) -> tuple[Fault, ...]:
        """Take in what is new; returns a line for each file that cannot be read.

        While another request is reading, the lines known so far are returned.
        """
        if self._lock.acquire(blocking=False):
            try:
                self._folder(county, now)
                if county.watch.url:
                    self._address(county, now)
            finally:
                self._lock.release()
        return (*(f for _, faults in self._read.values() for f in faults), *self._answer)

    def words(self) -> dict[str, str]:
        """Texts of the folder by name of their file: they count once a person confirmed them."""
        return dict(self._words)

    def _folder(self, county: County, now: datetime) -> None:
        found = {path.name: path for path in paths(self.ws.warnings_dir(county))}
        for gone in self._read.keys() - found.keys():
            del self._read[gone]
            self._words.pop(gone, None)
        for name, path in found.items():
            try:
                stat = path.stat()
            except OSError:
                continue  # it went between the listing and now
            mark = (stat.st_mtime_ns, stat.st_size)
            if name in self._read and self._read[name][0] == mark:
                continue
            file = read_alert_file(path, timezone=county.timezone, max_bytes=most_bytes(county))
            self._read[name] = (mark, self._keep(file, Channel.FOLDER, now))
            if file.text:
                self._words[name] = file.text
            else:
                self._words.pop(name, None)

    def _address(self, county: County, now: datetime) -> None:
        asked = time.monotonic()
        if self._asked is not None and asked - self._asked < county.watch.url_every_s:
            return
        self._asked, url = asked, county.watch.url
        try:
            file = fetch_alerts(url, timezone=county.timezone, max_bytes=most_bytes(county))
        except AlertError as error:
            self._answer = (Fault(url, one_line(str(error), url)),)
            return
        self._answer = self._keep(file, Channel.URL, now)

    def _keep(self, file: AlertFile, channel: Channel, now: datetime) -> tuple[Fault, ...]:
        by = Doer(FOLDER_USER, "system", now)
        with unlimited():  # whoever's page asked, it is the house that takes files in
            return keep_file(self.ws, file, channel=channel, by=by)


def paths(folder: Path) -> list[Path]:
    """Files of the folder that may be warnings, by name; none where there is no folder."""
    return alert_paths([folder]) if folder.is_dir() else []


def most_bytes(county: County) -> int:
    """The largest file that is read."""
    return int(county.watch.file_max_mb * MEGABYTE)


def take_in(
    ws: Workspace, county: County, name: str, data: bytes, *, by: Doer
) -> tuple[Fault, ...]:
    """Keep the warnings of a file given by hand; a line for what of it cannot be read.

    Raises:
        OperationsError: the role may not hand warnings in.
    """
    if len(data) > most_bytes(county):
        line = f"{len(data):,} bytes, more than {most_bytes(county):,}; no warning is so long"
        return (Fault(name, line),)
    file = read_alert_bytes(data, name=name, timezone=county.timezone)
    return keep_file(ws, file, channel=Channel.FILE, by=by)


def keep_file(ws: Workspace, file: AlertFile, *, channel: Channel, by: Doer) -> tuple[Fault, ...]:
    """Keep what a file held; a line for each thing broken.

    The folder's words wait there (`Intake.words`); words from elsewhere have to be pasted.
    """
    keep(ws, file.alerts, file.sha256, channel=channel, by=by, origin=file.name)
    elsewhere = file.text and channel is not Channel.FOLDER
    lines = [*file.broken, *([WORDS] if elsewhere else [])]
    return tuple(Fault(file.name, one_line(line, file.name)) for line in lines)


def keep(
    ws: Workspace, alerts: tuple[Alert, ...], sha256: str, *,
    channel: Channel, by: Doer, origin: str, words: str = "",
) -> list[int]:  # fmt: skip
    """Write warnings into the operations store; returns their numbers."""
    with closing(open_operations(ws)) as con:
        return [
            receive_alert(
                con, to_record(alert), sha256=sha256, part=part, channel=channel, by=by,
                origin=origin, words=words,
            )[0]
            for part, alert in enumerate(alerts)
        ]  # fmt: skip


def one_line(text: str, name: str) -> str:
    """A refusal as one line, without the name that stands beside it."""
    return " ".join(text.split()).removeprefix(name).lstrip(",: ")
