"""What changes by the second: users, audit, aliases, scenarios, plans, personal data (encrypted).

Close the connection after use; ``audit.append`` and ``audit.rows`` keep their module's name.
"""

from risk.operations import audit
from risk.operations.aliases import add_alias, aliases_changed_at, list_aliases, remove_alias
from risk.operations.audit import verify_chain
from risk.operations.backups import Manifest, backup, restore
from risk.operations.keys import (
    Keys,
    contact_keys,
    household_key,
    household_keys,
    load_or_create_key,
    open_keys,
)
from risk.operations.personal import (
    purge,
    read_people,
    read_person,
    read_rejects,
    store_people,
    store_rejects,
)
from risk.operations.scenarios import (
    Saved,
    list_plans,
    list_scenarios,
    load_plan,
    load_scenario,
    save_plan,
    save_scenario,
)
from risk.operations.store import open_operations, transaction
from risk.operations.users import (
    User,
    add_user,
    check_password,
    disable_user,
    enable_user,
    end_sessions,
    find_user,
    has_users,
    list_users,
    password_due,
    set_password,
    set_role,
    temporary_password,
)

__all__ = [
    "Keys",
    "Manifest",
    "Saved",
    "User",
    "add_alias",
    "add_user",
    "aliases_changed_at",
    "audit",
    "backup",
    "check_password",
    "contact_keys",
    "disable_user",
    "enable_user",
    "end_sessions",
    "find_user",
    "has_users",
    "household_key",
    "household_keys",
    "list_aliases",
    "list_plans",
    "list_scenarios",
    "list_users",
    "load_or_create_key",
    "load_plan",
    "load_scenario",
    "open_keys",
    "open_operations",
    "password_due",
    "purge",
    "read_people",
    "read_person",
    "read_rejects",
    "remove_alias",
    "restore",
    "save_plan",
    "save_scenario",
    "set_password",
    "set_role",
    "store_people",
    "store_rejects",
    "temporary_password",
    "transaction",
    "verify_chain",
]
