"""Which code this is."""

from importlib import metadata


def code_version() -> str:
    """Version of the installed distribution; ``checkout`` where it is not installed."""
    try:
        return metadata.version("huzhu")
    except metadata.PackageNotFoundError:
        return "checkout"
