"""The examples of `deploy/`: read by the programs that they are for, where those are installed."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from serving import serving

_ROOT = Path(__file__).resolve().parent.parent
_DEPLOY = _ROOT / "deploy"
_NAME = "kgraph.example.org"
_FULL = """\
{user}
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/site.conf;
}}
"""


def test_the_unit_is_one_that_systemd_takes(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    text = (_DEPLOY / "kgraph.service").read_text()
    unit = tmp_path / "kgraph.service"
    unit.write_text(text.replace("/opt/kgraph/bin/kgraph", sys.executable))
    call = ["systemd-analyze", "verify", str(unit)]
    found = subprocess.run(call, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")


def _taken(text):
    """Return the options of a command in a text."""
    return set(re.findall(r"--[a-z-]+(?=[ =\"])", text))


@pytest.mark.parametrize("name", ["kgraph.service", "compose.yaml"])
def test_the_options_given_are_those_of_the_command(name, capsys):
    from kgraph import cli

    with pytest.raises(SystemExit):
        cli.main(["serve", "--help"])
    known = _taken(capsys.readouterr().out)
    text = (_DEPLOY / name).read_text()
    lines = [one for one in text.splitlines() if not one.startswith("#")]
    given = {one for one in _taken("\n".join(lines)) if one != "--"}
    assert given
    assert given <= known


def test_the_image_copies_what_the_package_is_built_of():
    lines = (_DEPLOY / "Dockerfile.dockerignore").read_text().split()
    taken = {one[1:].rstrip("*") for one in lines if one.startswith("!")}
    project = (_ROOT / "pyproject.toml").read_text()
    included = set(re.findall(r'^"(\w+)" = "kgraph/_dossier/', project, re.MULTILINE))
    assert included
    needed = included | {
        "kgraph",
        "LICENSE",
        "NOTICE",
        "README.md",
        "pyproject.toml",
        "requirements",
    }
    assert needed <= taken


def test_the_servers_lock_is_part_of_the_whole():
    def read(name):
        text = (_ROOT / "requirements" / name).read_text()
        return set(re.findall(r"^[\w.-]+==[\w.]+", text, re.MULTILINE)), text

    (whole, _), (part, text) = read("lock.txt"), read("serve.txt")
    assert {one.partition("==")[0] for one in part} > {"starlette", "uvicorn", "pyoxigraph"}
    assert part <= whole
    assert "://" not in text


@pytest.fixture
def site(tmp_path):
    """The server block, at a free port, with a certificate of its own; yields port and folder."""
    if shutil.which("nginx") is None or shutil.which("openssl") is None:
        pytest.skip("needs nginx and openssl")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={_NAME}",
         "-addext", f"subjectAltName=DNS:{_NAME}", "-keyout", f"{tmp_path}/key", "-out", f"{tmp_path}/pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = (_DEPLOY / "nginx.conf").read_text()
    for written, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        (f"/etc/ssl/certs/{_NAME}.pem", f"{tmp_path}/pem"),
        (f"/etc/ssl/private/{_NAME}.key", f"{tmp_path}/key"),
    ):
        assert written in text
        text = text.replace(written, here)
    # Else workers of root run as another, who may not write to this folder.
    user = "user root;" if os.geteuid() == 0 else ""
    (tmp_path / "nginx.conf").write_text(_FULL.format(folder=tmp_path, user=user))
    return port, tmp_path, text


def test_nginx_takes_the_block_and_leads_to_the_server(site):
    port, folder, text = site
    call = ["nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with serving("--host-name", _NAME, "--access-log") as (address, process):
        behind = address.removeprefix("http://")
        (folder / "site.conf").write_text(text.replace("127.0.0.1:8765", behind))
        tried = subprocess.run([*call, "-t"], capture_output=True, text=True, check=False)
        assert tried.returncode == 0, tried.stderr
        assert "warn" not in tried.stderr
        nginx = subprocess.Popen([*call, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
        try:
            while nginx.poll() is None:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    continue
            _asked(port, folder / "pem")
        finally:
            nginx.terminate()
            nginx.wait(10)
        process.terminate()
        log = process.stderr.read()
    # The address that nginx saw, whatever the client said.
    assert "127.0.0.1 GET /sparql 200" in log
    assert "203.0.113.9" not in log


def _asked(port, certificate):
    trusted = ssl.create_default_context(cafile=certificate)
    with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trusted, timeout=30) as client:

        def send(method, path, **more):
            named = {"host": _NAME, "x-forwarded-for": "203.0.113.9", **more.pop("headers", {})}
            reach = {"sni_hostname": _NAME}
            return client.request(method, path, headers=named, extensions=reach, **more)

        found = send("GET", "/sparql", params={"query": "ASK { ?s ?p ?o }"})
        assert found.json()["boolean"] is True
        assert found.headers["strict-transport-security"].startswith("max-age=")
        # What is refused is so by kgraph, in JSON.
        long = send("POST", "/sparql", data={"query": "x" * 70_000})
        assert (long.status_code, long.json()["error"]["code"]) == (413, "too-long")
        other = send("GET", "/healthz", headers={"host": "evil.example"})
        assert other.status_code == 421
