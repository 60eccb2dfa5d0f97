"""A process killed anywhere in a publication leaves the old version in force, and no debris."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from warehouse_frames import claims

from risk.warehouse import current_version, open_version, verify
from risk.workspace import Workspace

STEPS = ("copied", "applied", "written", "named")
CHILD = """
import os, signal, sys
from pathlib import Path
from warehouse_frames import NOW, claims, upsert
from risk.warehouse import Changes, publish_loads
from risk.workspace import Workspace

def kill_at(_done, text):
    if text == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

ws = Workspace(Path(sys.argv[1]))
changes = Changes([upsert("claim", claims(paid_money=2.0))])
publish_loads(ws, changes, reason="test", county=ws.county(), now=NOW, progress=kill_at)
"""


@pytest.mark.parametrize("step", STEPS)
def test_kill(ws: Workspace, put: Callable[..., str], step: str) -> None:
    """SIGKILL after a step: the old version answers, and the next load takes effect."""
    first = put(claim=claims())
    here = Path(__file__).parent
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(ws.root), step],
        env={**os.environ, "PYTHONPATH": f"{here}{os.pathsep}{here.parents[2]}"},
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    assert current_version(ws) == first
    assert verify(ws) == []
    with open_version(ws) as warehouse:
        assert warehouse.frame("SELECT paid_money AS p FROM claim")["p"].tolist() == [1000.0]
    after = put(claim=claims(paid_money=3.0))
    assert current_version(ws) == after
    assert list(ws.warehouse_dir.glob(".new-*")) == []
    with open_version(ws) as warehouse:
        assert warehouse.corrections()["old"].tolist() == ["1000.0"]
