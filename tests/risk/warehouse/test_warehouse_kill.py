"""A process killed anywhere in a publication leaves the old version in force, and no debris."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from warehouse_frames import NOW, claims, upsert

from risk.warehouse import Changes, current_version, open_version, publish, verify
from risk.workspace import Workspace

STEPS = ("copied", "applied", "written", "named")
# One process, so that the libraries load once; it forks a writer for each step, which kills itself.
CHILD = """
import os, signal, sys
from pathlib import Path
from warehouse_frames import NOW, claims, upsert
from risk.warehouse import Changes, publish_loads
from risk.workspace import Workspace

def write(root, step):
    def kill_at(_done, text):
        if text == step:
            os.kill(os.getpid(), signal.SIGKILL)
    ws, changes = Workspace(root), Changes([upsert("claim", claims(paid_money=2.0))])
    publish_loads(ws, changes, reason="test", county=ws.county(), now=NOW, progress=kill_at)

for step in sys.argv[2:]:
    writer = os.fork()
    if writer == 0:
        write(Path(sys.argv[1]) / step, step)
        os._exit(0)
    assert os.waitpid(writer, 0)[1] == signal.SIGKILL, step
"""


def put(ws: Workspace, money: float) -> str:
    """Publish the claim with another payment."""
    changes = Changes([upsert("claim", claims(paid_money=money))])
    return publish(ws, changes, reason="test", county=ws.county(), now=NOW)


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Workspace, str]]:
    """For each step a workspace whose second publication was killed there; its first version."""
    root, tests = tmp_path_factory.mktemp("killed"), Path(__file__).resolve().parents[2]
    found = {}
    for step in STEPS:
        ws = Workspace(root / step)
        ws.root.mkdir()
        ws.county_file.write_text('[county]\nname = "小县"\ncode = "99"\n', "utf-8")
        found[step] = (ws, put(ws, 1.0))
    subprocess.run(
        [sys.executable, "-c", CHILD, str(root), *STEPS],
        env={**os.environ, "PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"},
        check=True,
    )
    return found


@pytest.mark.parametrize("step", STEPS)
def test_kill(killed: dict[str, tuple[Workspace, str]], step: str) -> None:
    """SIGKILL after a step: the old version answers, and the next load takes effect."""
    ws, first = killed[step]
    assert current_version(ws) == first
    assert verify(ws) == []
    with open_version(ws) as warehouse:
        assert warehouse.frame("SELECT paid_money AS p FROM claim")["p"].tolist() == [1.0]
    after = put(ws, 3.0)
    assert current_version(ws) == after
    assert list(ws.warehouse_dir.glob(".new-*")) == []
    with open_version(ws) as warehouse:
        assert warehouse.corrections()["old"].tolist() == ["1.0"]
