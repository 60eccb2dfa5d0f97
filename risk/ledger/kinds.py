"""All ledgers by name, each after those it refers to."""

from risk.errors import LedgerError
from risk.ledger.kinds_hazard import KINDS_HAZARD
from risk.ledger.kinds_insurance import KINDS_INSURANCE
from risk.ledger.kinds_places import KINDS_PLACES
from risk.ledger.kinds_service import KINDS_SERVICE
from risk.ledger.model import Kind

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (*KINDS_PLACES, *KINDS_HAZARD, *KINDS_INSURANCE, *KINDS_SERVICE)
}


def kind_of(name: str) -> Kind:
    """The ledger of that name; ``travel-matrix`` is ``travel_matrix``.

    Raises:
        LedgerError: no such ledger.
    """
    kind = KINDS.get(name.replace("-", "_"))
    if kind is None:
        raise LedgerError(f"unknown ledger {name!r}", remedy=f"known are {', '.join(KINDS)}")
    return kind
