"""The notebooks run from top to bottom on the demo county, define nothing, and carry no output."""

import ast
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

CHECKOUT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    """Each notebook as it is stored."""
    return nbformat.read(request.param, as_version=4)


def code_cells(notebook):
    """Its cells of code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_it_carries_no_output(notebook):
    """Outputs are stripped before a notebook is stored."""
    assert code_cells(notebook)
    assert all(not cell.outputs for cell in code_cells(notebook))
    assert all(cell.execution_count is None for cell in code_cells(notebook))


def test_it_defines_nothing(notebook):
    """A notebook tells; what it calls stands, tested, in the packages."""
    for cell in code_cells(notebook):
        found = [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, DEFINITIONS)]
        assert not found, cell.source


@pytest.mark.slow
def test_it_runs_on_the_demo_county(notebook, county, monkeypatch):
    """Every cell runs, and the story shows its pictures."""
    monkeypatch.setenv("HUZHU_WORKSPACE", str(county))
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(CHECKOUT)}})
    client.execute()
    shown = [data for cell in code_cells(notebook) for data in cell.outputs]
    assert any("image/png" in output.get("data", {}) for output in shown)
