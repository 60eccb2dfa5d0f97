"""Ledgers uploaded from a page: taken in, recognised, tried, loaded, removed.

The files lie in a folder of a random name that no address leads to; it goes with a load, with a
person's word, or after a day.
"""

import secrets
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from dashboards.story.upload_files import Arrived, Sent, arrived, write_files
from dashboards.story.upload_work import FILES, Brought, check_files, load_files, rejected_path
from dashboards.story.works import Begun, End, Ended, Works
from risk.errors import LedgerError, OperationsError
from risk.intake import Source
from risk.operations import User
from risk.terms import Role
from risk.workspace import Workspace

CHECK, LOAD = "check", "load"
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Upload:
    """Files uploaded together.

    Args:
        token: random; names their folder, and them to the page.
        user: who sent them; nobody else may see or load them.
        at: local wall time.
        folder: where they lie.
        files: as they arrived.
        sources: as they were tried last.
        trial: the dry run asked for last.
        load: the load asked for since.
    """

    token: str
    user: str
    at: datetime
    folder: Path = field(repr=False)
    files: tuple[Arrived, ...] = ()
    sources: tuple[Source, ...] = ()
    trial: Begun | None = None
    load: Begun | None = None

    @property
    def run(self) -> Begun | None:
        """What was asked for last."""
        return self.load or self.trial


class UploadDesk:
    """Uploads of one dashboard, until they are loaded, discarded or a day old.

    Args:
        ws: the workspace.
        works: where dry runs and loads become work.
        clock: gives the county's local wall time.
    """

    def __init__(self, ws: Workspace, works: Works, clock: Callable[[], datetime]) -> None:
        self._ws, self._works, self._clock = ws, works, clock
        self._lock = threading.Lock()
        self._uploads: dict[str, Upload] = {}
        works.add(CHECK, check_files, Role.ANALYST)
        works.add(LOAD, load_files, Role.ANALYST)

    @property
    def folder(self) -> Path:
        """Where uploads lie, each in a folder of its own."""
        return self._ws.root / "uploads"

    def take(self, sent: Sequence[Sent], user: User) -> Upload:
        """Take files in; all, or none.

        Raises:
            LedgerError: too many, two of one name, too large, or not what their names say.
        """
        self._clear()
        token = secrets.token_urlsafe(24)
        folder = self.folder / token
        folder.mkdir(mode=0o700, parents=True)
        try:
            paths = write_files(sent, folder / FILES)
            files = tuple(arrived(path) for path in paths)
        except BaseException:
            shutil.rmtree(folder)
            raise
        upload = Upload(token, user.name, self._clock(), folder, files)
        with self._lock:
            self._uploads[token] = upload
        return upload

    def find(self, token: str, user: User) -> Upload:
        """An upload of this person.

        Raises:
            OperationsError: it is gone, or somebody else's.
        """
        upload = self._uploads.get(token)
        if upload is None or upload.user != user.name:
            raise OperationsError("these files are not here any more", remedy="send them again")
        return upload

    def newest(self, user: User) -> Upload | None:
        """What this person sent last, if it is still here or was loaded."""
        own = [u for u in self._uploads.values() if u.user == user.name]
        return own[-1] if own else None

    def check(
        self, token: str, kinds: Mapping[str, str | None], datum: str | None, user: User, lang: str
    ) -> Upload:
        """Begin a dry run.

        Args:
            token: of the upload.
            kinds: ledger of each file by its name.
            datum: of the coordinates of all of them; None: not stated.
            user: who asks.
            lang: language of rules and remedies.

        Raises:
            OperationsError: the files are gone, or a dry run is under way.
            LedgerError: a file whose ledger is not chosen.
        """
        upload = self._waiting(token, user)
        unknown = [f.name for f in upload.files if not (kinds.get(f.name) or f.kind)]
        if unknown:
            raise LedgerError(
                "which ledger it is has not been chosen",
                where=", ".join(unknown),
                remedy="choose it from the list beside the file",
            )
        sources = tuple(
            Source(str(kinds.get(f.name) or f.kind), upload.folder / FILES / f.name, datum)
            for f in upload.files
        )
        about = ", ".join(f.name for f in upload.files)
        run = self._works.start(
            CHECK, self._ws.root, upload.folder, sources, self._clock(), lang,
            user=user, about=about,
        )  # fmt: skip
        return self._keep(replace(upload, sources=sources, trial=run, load=None))

    def load(self, token: str, user: User, lang: str) -> Upload:
        """Begin the load of what was tried.

        Raises:
            OperationsError: the files are gone, were not tried, or a load is under way.
        """
        upload = self._waiting(token, user)
        tried = self.tried(upload)
        if tried is None:
            raise OperationsError("these files have not been tried", remedy="make the dry run")
        about = ", ".join(f.name for f in upload.files)
        run = self._works.start(
            LOAD, self._ws.root, upload.folder, upload.sources, tried.before, self._clock(), lang,
            user=user, about=about,
        )  # fmt: skip
        return self._keep(replace(upload, load=run))

    def cancel(self, token: str, user: User) -> None:
        """Stop the dry run or load of an upload.

        Raises:
            OperationsError: the files are gone.
        """
        upload = self.find(token, user)
        if self.running(upload):
            self._works.cancel(LOAD if upload.load else CHECK)

    def discard(self, token: str, user: User) -> None:
        """Remove an upload.

        Raises:
            OperationsError: it is gone, or being tried or loaded.
        """
        upload = self.find(token, user)
        if self.running(upload):
            raise OperationsError("work on these files is under way", remedy="stop it first")
        with self._lock:
            del self._uploads[token]
        shutil.rmtree(upload.folder, ignore_errors=True)  # a load has removed it already

    def running(self, upload: Upload) -> bool:
        """Whether its dry run or load is under way."""
        return upload.run is not None and self._works.find(upload.run) is None

    def ended(self, upload: Upload) -> Ended | None:
        """How its last dry run or load ended; None: none did."""
        return self._works.find(upload.run) if upload.run else None

    def tried(self, upload: Upload) -> Brought | None:
        """What its dry run found; None: it has not been tried to the end."""
        return self._brought(upload.trial)

    def loaded(self, upload: Upload) -> Brought | None:
        """What its load brought; None: it has not been loaded."""
        return self._brought(upload.load)

    def _brought(self, run: Begun | None) -> Brought | None:
        ended = self._works.find(run) if run else None
        return ended.result if ended is not None and ended.end is End.DONE else None

    def rejected(self, token: str, number: int, user: User, *, masked: bool) -> Path:
        """The file of rejected rows a dry run left.

        Raises:
            OperationsError: there is none.
        """
        path = rejected_path(self.find(token, user).folder, number, masked=masked)
        if not path.is_file():
            raise OperationsError("no rejected rows are kept", remedy="make the dry run again")
        return path

    def _waiting(self, token: str, user: User) -> Upload:
        upload = self.find(token, user)
        if self.loaded(upload) is not None:
            raise OperationsError("these files have been loaded", remedy="send the next")
        return upload

    def _keep(self, upload: Upload) -> Upload:
        with self._lock:
            self._uploads[upload.token] = upload
        return upload

    def _clear(self) -> None:
        """Remove what is older than a day, also what an earlier process left."""
        now = self._clock()
        with self._lock:
            old = [u for u in self._uploads.values() if now - u.at > KEPT_FOR]
            for upload in old:
                if not self.running(upload):
                    del self._uploads[upload.token]
            known = set(self._uploads)
        if self.folder.is_dir():
            for folder in self.folder.iterdir():
                age_s = datetime.now().timestamp() - folder.stat().st_mtime
                if folder.name not in known and age_s > KEPT_FOR.total_seconds():
                    shutil.rmtree(folder, ignore_errors=True)
