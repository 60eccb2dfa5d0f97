"""Every refusal is one line: what is wrong, where, and how to mend it."""


class HuzhuError(Exception):
    """A refusal the user can act on; the command line prints it and exits with 2.

    Args:
        what: what is wrong, in one clause.
        where: file, sheet, row, setting or command it concerns.
        remedy: what the user can do about it.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(f"{where + ': ' if where else ''}{what}{'; ' + remedy if remedy else ''}")


class SettingsError(HuzhuError):
    """county.toml is missing, cannot be read, or a value is out of its range."""


class LedgerError(HuzhuError):
    """A source file cannot be read as the ledger it was said to be."""


class GeographyError(HuzhuError):
    """Geometry is missing or unusable for what was asked."""


class AlertError(HuzhuError):
    """A weather or disaster warning cannot be read."""


class WarehouseError(HuzhuError):
    """A version is missing, damaged or locked."""


class OperationsError(HuzhuError):
    """The operations store, its key file or a user account is not usable."""


class ModelError(HuzhuError):
    """A model was asked for something the data cannot carry."""


class ReportError(HuzhuError):
    """A report cannot be written."""
