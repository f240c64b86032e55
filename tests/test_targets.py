"""What a result is written into: files, links, pipes, devices and a stdout that takes nothing."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from calls import call
from pages import MINI

from kgraph.errors import UnwritableTarget
from kgraph.files import write_whole

_ACTORS = ("actors", "--graph", MINI, "--format", "csv")


@pytest.fixture(scope="module")
def listed():
    return call(*_ACTORS).stdout


def _shell(line: str) -> subprocess.CompletedProcess[str]:
    command = f"'{sys.executable}' -m kgraph actors --graph '{MINI}' --format csv {line}"
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)


def test_a_pipe_is_written_into_and_stays(tmp_path, listed):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    assert call(*_ACTORS, "-o", pipe).returncode == 0
    if stat.S_ISFIFO(pipe.stat().st_mode):
        reader.join()
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert got == [listed]
    assert [one.name for one in tmp_path.iterdir()] == ["pipe"]


def test_a_device_is_written_into_and_stays(listed):
    leader, device = os.openpty()
    try:
        name = os.ttyname(device)
        write_whole(name, b"x\n")
        assert stat.S_ISCHR(Path(name).stat().st_mode)
        assert os.read(leader, 10) == b"x\r\n"
    finally:
        os.close(leader)
        os.close(device)


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_the_name_of_stdout_is_stdout(name, tmp_path, listed):
    assert _shell(f"-o {name} | cat").stdout == listed
    # A file that it leads to is gone on with, not begun anew and not replaced.
    log = tmp_path / "log"
    log.write_text("before\n")
    assert _shell(f"-o {name} >> '{log}'").returncode == 0
    assert log.read_text() == f"before\n{listed}"


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_and_its_file_is_written(exists, tmp_path, listed):
    (tmp_path / "sub").mkdir()
    file, link = tmp_path / "sub" / "real.csv", tmp_path / "link.csv"
    if exists:
        file.write_text("old")
    link.symlink_to("sub/real.csv")
    done = call(*_ACTORS, "-o", link)
    assert (done.returncode, file.read_text()) == (0, listed)
    assert link.is_symlink()
    assert f"{link} is a link; {file} was written.\n" in done.stderr


def test_a_link_that_goes_round_or_is_of_another_user_is_refused(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    with pytest.raises(UnwritableTarget, match="symbolic links"):
        write_whole(loop, b"x")
    if os.geteuid():
        return  # only root may give a link away
    file, link = tmp_path / "file", tmp_path / "given"
    file.write_text("old")
    link.symlink_to(file)
    os.lchown(link, 12345, 12345)
    with pytest.raises(UnwritableTarget, match="a link of another user"):
        write_whole(link, b"x")
    assert file.read_text() == "old"


def test_a_file_that_nobody_may_write_to_is_not_replaced(tmp_path):
    file = tmp_path / "kept.csv"
    file.write_text("old")
    file.chmod(0o400)
    done = call(*_ACTORS, "-o", file)
    assert (done.returncode, file.read_text()) == (4, "old")
    assert (
        done.stderr == f"kgraph: {file} cannot be written (it is read-only); name another file.\n"
    )


@pytest.mark.parametrize("line", ["> /dev/full", ">&-", "--help > /dev/full"])
def test_a_stdout_that_takes_nothing_is_a_sentence(line):
    done = _shell(line)
    assert done.returncode == 4
    assert done.stderr.startswith("kgraph: ")
    assert "mistake" not in done.stderr
    assert "Exception" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_help_without_stdout_is_no_mistake():
    assert _shell("--help >&-").returncode == 0


def test_a_stderr_that_takes_nothing_changes_no_code():
    assert _shell("-o no/such/folder/x.csv 2> /dev/full").returncode == 4
