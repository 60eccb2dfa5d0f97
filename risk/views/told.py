"""The tables every page and report starts from."""

from datetime import date

from risk.history import History, large_losses
from risk.settings import County
from risk.views.base import Views
from risk.warehouse import Warehouse
from risk.warehouse.filters import Filter


def read_history(warehouse: Warehouse, county: County, as_of: date) -> History:
    """Experience and promise of a version."""
    views, cut = Views(warehouse, county), Filter(as_of)
    return History(
        by_year=views.experience(cut, "year"),
        by_family=views.experience(cut, "peril_family"),
        by_family_year=views.experience(cut, "peril_family", "year"),
        by_month=views.experience(cut, "month"),
        by_township=views.experience(cut, "township_code"),
        by_township_year=views.experience(cut, "township_code", "year"),
        promise=views.promise(cut),
        promise_by_year=views.promise(cut, "year"),
        large_losses=large_losses(warehouse.claims(as_of)),
    )
