"""Drafts of reports people sent, each in a folder of its own until it is a day old."""

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dashboards.story.draft_file import BYTES_MAX, checked
from dashboards.story.upload_files import Sent
from dashboards.story.works import Begun
from risk.errors import OperationsError, ReportError
from risk.operations import User
from risk.workspace import Workspace

FOLDER = "uploads"  # where uploads of any sort lie; the desk of ledgers clears it


@dataclass(frozen=True)
class SentDraft:
    """A draft somebody sent.

    Args:
        token: random; names its folder, and it to the page.
        user: who sent it; nobody else may see it or what it came to.
        name: of the file as it was sent.
        folder: where it lies.
        run: the comparison or update asked for last.
    """

    token: str
    user: str
    name: str
    folder: Path = field(repr=False)
    run: Begun | None = None

    @property
    def file(self) -> Path:
        """As it was sent."""
        return self.folder / "draft.docx"

    @property
    def updated(self) -> Path:
        """Brought up to date, once it was."""
        return self.folder / "updated.docx"


class DraftDesk:
    """Drafts sent to one dashboard.

    Args:
        ws: the workspace.
    """

    def __init__(self, ws: Workspace) -> None:
        self._ws, self._lock = ws, threading.Lock()
        self._drafts: dict[str, SentDraft] = {}

    def take(self, sent: Sequence[Sent], user: User) -> SentDraft:
        """Take a draft in.

        Raises:
            ReportError: none or several, too large, no Word file, or one that could harm.
        """
        if len(sent) != 1:
            raise ReportError(f"{len(sent)} files at once", remedy="send one draft")
        name = (sent[0].filename or "").replace("\\", "/").rpartition("/")[2]
        body = checked(sent[0].stream.read(BYTES_MAX + 1), name)
        token = secrets.token_urlsafe(16)
        draft = SentDraft(token, user.name, name, self._ws.root / FOLDER / token)
        draft.folder.mkdir(mode=0o700, parents=True)
        draft.file.write_bytes(body)
        with self._lock:
            self._drafts[token] = draft
        return draft

    def find(self, token: str | None, user: User) -> SentDraft:
        """A draft of this person.

        Raises:
            OperationsError: none was sent, it is gone, or somebody else's.
        """
        if not token:
            raise OperationsError("no draft was sent", remedy="choose a Word file first")
        draft = self._drafts.get(token)
        if draft is None or draft.user != user.name or not draft.file.is_file():
            raise OperationsError("this draft is not here any more", remedy="send it again")
        return draft

    def begun(self, draft: SentDraft, run: Begun) -> None:
        """Note what was asked for last."""
        with self._lock:
            self._drafts[draft.token] = replace(draft, run=run)
