"""The demo's workspace: the county's settings and the ledgers, ready to be loaded."""

from pathlib import Path

from risk.demo.facts import county_toml
from risk.demo.ledgers import Progress, write_ledgers
from risk.demo.warning_files import write_warning_files
from risk.demo.world import build_world
from risk.errors import SettingsError
from risk.settings import read_county
from risk.workspace import Workspace

LEDGERS = "ledgers"


def write_demo(
    root: Path,
    seed: int,
    progress: Progress = lambda _share, _what: None,
    *,
    scale: float = 1.0,
) -> Path:
    """Write county.toml, the synthetic ledgers and a few warning files; nothing is loaded.

    Settings of an earlier demo in the folder are kept. ``scale`` shrinks the world for tests.

    Returns:
        The folder of the ledgers, ``root/ledgers``.

    Raises:
        SettingsError: the folder holds a county that is not synthetic.
    """
    workspace = Workspace(root)
    if workspace.county_file.exists():
        if not read_county(workspace.county_file).synthetic:
            raise SettingsError(
                "holds a real county", where=str(root), remedy="give the demo a folder of its own"
            )
    else:
        root.mkdir(parents=True, exist_ok=True)
        workspace.county_file.write_text(county_toml(), "utf-8")
    progress(0.0, workspace.county().name)
    world, ledgers = build_world(seed, scale=scale), root / LEDGERS
    write_warning_files(world, workspace.warnings_dir(workspace.county()))
    write_ledgers(world, ledgers, lambda share, what: progress(0.2 + 0.8 * share, what))
    return ledgers
