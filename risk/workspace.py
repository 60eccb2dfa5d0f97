"""Where things lie in a workspace: a folder owned by one county."""

from dataclasses import dataclass
from pathlib import Path

from risk.errors import SettingsError
from risk.settings import County, read_county


@dataclass(frozen=True)
class Workspace:
    """Paths of one county's folder; opens nothing but county.toml."""

    root: Path

    @property
    def county_file(self) -> Path:
        """The settings."""
        return self.root / "county.toml"

    @property
    def warehouse_dir(self) -> Path:
        """Immutable versions of the analytical store."""
        return self.root / "warehouse"

    @property
    def current_file(self) -> Path:
        """Pointer: the name of the version in force."""
        return self.warehouse_dir / "CURRENT"

    @property
    def operations_file(self) -> Path:
        """Users, audit, scenarios, plans, personal data."""
        return self.root / "operations.sqlite"

    @property
    def sources_dir(self) -> Path:
        """What was loaded, by hash."""
        return self.root / "sources"

    @property
    def reports_dir(self) -> Path:
        """Reports made."""
        return self.root / "reports"

    @property
    def backups_dir(self) -> Path:
        """Backups made from the dashboard; to be copied elsewhere."""
        return self.root / "backups"

    @property
    def told_dir(self) -> Path:
        """Stories told, kept for a quick start; may be deleted at any time."""
        return self.root / "told"

    def warnings_dir(self, county: County) -> Path:
        """The folder watched for warnings (``watch.folder``)."""
        return self.root / Path(county.watch.folder).expanduser()

    def county(self) -> County:
        """Read county.toml.

        Raises:
            SettingsError: no or broken county.toml.
        """
        return read_county(self.county_file)

    def key_file(self, county: County) -> Path:
        """The key file, always outside the workspace.

        Raises:
            SettingsError: county.toml points inside the workspace.
        """
        root = self.root.resolve()
        given = Path(county.key_file or f"{root.name}.key").expanduser()
        path = (given if given.is_absolute() else root.parent / given).resolve()
        if path.is_relative_to(root):
            raise SettingsError(
                "key_file lies inside the workspace",
                where=str(self.county_file),
                remedy="name a path outside it, so that a copy of the folder holds no key",
            )
        return path
