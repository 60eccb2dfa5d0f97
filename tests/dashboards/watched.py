"""The tiny world with warnings: files to put into its folder, and its app with a manager signed in.

West township 西乡 holds villages 1 to 3 (lon 100.0–100.1, lat 36.0–36.3).
"""

import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from dash import Dash

from dashboards.app import create_app
from dashboards.story import Context
from risk.flow import Story
from risk.operations import open_keys, open_operations, store_people
from risk.workspace import Workspace
from tests.tiny_world import NOW, VILLAGE

WEST = "36.0,100.0 36.0,100.1 36.3,100.1 36.3,100.0 36.0,100.0"
CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{id}</identifier>
<sender>a@example.invalid</sender><sent>{sent}+08:00</sent><status>{status}</status>
<msgType>{kind}</msgType><scope>Public</scope>{references}<info><language>zh-CN</language>
<category>Met</category><event>暴雪</event><urgency>Expected</urgency><severity>Severe</severity>
<certainty>Likely</certainty><effective>{sent}+08:00</effective>{expires}
<senderName>小县气象台</senderName><headline>小县气象台发布暴雪{colour}预警</headline>
<area><areaDesc>西部</areaDesc><polygon>{polygon}</polygon></area></info></alert>
"""
TEXT = (
    "小县气象台2026年1月5日8时30分发布道路结冰黄色预警信号："
    "预计未来12小时，西乡、中乡路面有结冰，请注意防范。"
)
PEOPLE = ("L1", "L2")


def cap(
    id_: str = "a-1",
    *,
    sent: datetime = NOW - timedelta(hours=2),
    hours: float | None = 24,
    colour: str = "橙色",
    kind: str = "Alert",
    status: str = "Actual",
    polygon: str = WEST,
    references: str = "",
) -> str:
    """A CAP file of snow over the west township."""
    ends = (
        f"<expires>{(sent + timedelta(hours=hours)).isoformat()}+08:00</expires>" if hours else ""
    )
    return CAP.format(
        id=id_, sent=sent.isoformat(), status=status, kind=kind, expires=ends, colour=colour,
        polygon=polygon, references=f"<references>{references}</references>" if references else "",
    )  # fmt: skip


def put(ws: Workspace, name: str, text: str) -> Path:
    """A file into the watched folder."""
    folder = ws.warnings_dir(ws.county())
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def copy_world(ws: Workspace, folder: Path) -> Workspace:
    """A copy of a workspace, with its key and two liaisons of villages 1 and 2."""
    own = Workspace(shutil.copytree(ws.root, folder / "county"))
    shutil.copy(ws.key_file(ws.county()), own.key_file(own.county()))
    people = pd.DataFrame(
        {"liaison_id": PEOPLE, "name": ["王一", "李二"], "phone": ["13900000001", "13900000002"]}
    )
    with closing(open_operations(own)) as con:
        store_people(con, open_keys(own, con), people, kind="liaison")
    return own


@dataclass
class Place:
    """A workspace of its own, and the dashboard that shows it."""

    ws: Workspace
    app: Dash
    context: Context


def make_place(ws: Workspace, story: Story, clock: Any = None) -> Place:
    """The dashboard of a workspace; liaisons of villages 1 and 2 as if their ledger were loaded."""
    app = create_app(ws, story, clock=clock or (lambda: NOW))
    context: Context = app.server.extensions["huzhu.context"]
    ledgers = context.watch.ledgers(story.facts)
    own = pd.DataFrame(
        {"liaison_id": PEOPLE, "region_code": VILLAGE[:2], "role": ["村级联络员"] * 2}
    )
    context.watch._ledgers.put(story.facts.version, replace(ledgers, liaisons=own))
    return Place(ws, app, context)
