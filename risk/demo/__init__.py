"""The seeded synthetic demo county: its world, its ledgers, its settings."""

from risk.demo.ledgers import files_by_kind, write_ledgers
from risk.demo.workspace import write_demo
from risk.demo.world import World, build_world

__all__ = ["World", "build_world", "files_by_kind", "write_demo", "write_ledgers"]
