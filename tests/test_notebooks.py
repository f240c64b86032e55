"""The notebooks run from clean, without an error or a warning, and each ends with a figure."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

pytestmark = pytest.mark.slow

_FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
_NOTEBOOKS = sorted(_FOLDER.glob("*.ipynb"))
#: Runs before the notebook: what would only be a line on stderr is an error.
_STRICT = "import warnings\nwarnings.simplefilter('error')"


def test_there_are_notebooks():
    assert _NOTEBOOKS


@pytest.fixture(scope="module")
def ran():
    """Each notebook's code cells after a run in a folder of its own, run once."""
    done = {}

    def run(path, folder):
        if path not in done:
            notebook = nbformat.read(path, as_version=4)
            notebook.cells.insert(0, nbformat.v4.new_code_cell(_STRICT))
            client = NotebookClient(
                notebook, timeout=300, kernel_name="python3",
                resources={"metadata": {"path": str(folder)}},
            )  # fmt: skip
            client.execute()
            done[path] = [cell for cell in notebook.cells[1:] if cell.cell_type == "code"]
        return done[path]

    return run


@pytest.mark.parametrize("path", _NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_committed_without_outputs(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"


@pytest.mark.parametrize("path", _NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_from_clean_and_shows_tables_and_a_figure(path, ran, tmp_path):
    cells = ran(path, tmp_path)
    outputs = [output for cell in cells for output in cell.outputs]
    kinds = {output.output_type for output in outputs}
    # A stream would be a warning or a stray print.
    assert kinds == {"execute_result"}
    tables = [o for o in outputs if "text/html" in o.data and "<table>" in o.data["text/html"]]
    assert tables
    figure = cells[-1].outputs[-1].data
    assert figure["image/svg+xml"].startswith("<svg ")
    assert "text/plain" in figure
    # Nothing but what is in the notebook is needed to show it.
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("path", _NOTEBOOKS, ids=lambda path: path.stem)
def test_no_answer_is_empty(path, ran, tmp_path):
    for cell in ran(path, tmp_path):
        for output in cell.outputs:
            html = output.data.get("text/html", "")
            assert "<table>" not in html or "<td" in html, cell.source
