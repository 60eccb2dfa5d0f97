"""Components of the page Admin, and who may use it."""

from enum import StrEnum

from dashboards.security import current_user
from dashboards.story import Context
from risk.operations.deed import Doer
from risk.terms import Role

ROLE = Role.ADMINISTRATOR
TABS = ("users", "audit", "backups", "walls")


class Id(StrEnum):
    """Components of this page that callbacks use."""

    TABS = "admin-tabs"
    USERS = "admin-users"
    NAME = "admin-name"
    NEW_ROLE = "admin-new-role"
    ADD = "admin-add"
    ROLE = "admin-role"
    SET_ROLE = "admin-set-role"
    RESET = "admin-reset"
    SHUT = "admin-shut"
    OPEN = "admin-open"
    SIGN_OUT = "admin-sign-out"
    CHOSEN = "admin-chosen"
    USER_NOTE = "admin-user-note"
    CHAIN = "admin-chain"
    VERIFY = "admin-verify"
    OF_USER = "admin-of-user"
    OF_ACTION = "admin-of-action"
    OF_RESULT = "admin-of-result"
    FIRST = "admin-first"
    LAST = "admin-last"
    ROWS = "admin-rows"
    COUNTED = "admin-counted"
    FILE = "admin-file"
    BACK_UP = "admin-back-up"
    STOP = "admin-stop"
    BACKUP_NOTE = "admin-backup-note"
    BACKUPS = "admin-backups"
    WATCH = "admin-watch"
    SCREEN = "admin-screen"
    ADD_WALL = "admin-add-wall"
    WALLS = "admin-walls"
    REVOKE = "admin-revoke"
    WALL_NOTE = "admin-wall-note"


def doer(context: Context) -> Doer:
    """Whoever is signed in, now."""
    user = current_user()
    return Doer(user.name, user.role, context.clock())
