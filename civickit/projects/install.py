"""A project's own environment: what it needs installed into PROJECT/.venv, and its app started."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

from civickit.core.errors import CivicKitError

TOLD = 600
PATIENCE_S = 5


def install(project: Path, extra: str, wheelhouse: Path | None = None) -> Path:
    """Everything in the project's requirements.txt in its .venv; gives the Python of that.

    `wheelhouse` is a folder of wheels; with it nothing is asked of the network. A kit that was
    itself installed from this machine is installed from the same place, unless the wheelhouse
    has one. Raises CivicKitError, which says what failed and how to go on; the project stays.
    """
    python = python_of(project / ".venv")
    uv = shutil.which("uv")
    make = [uv, "venv", "--quiet", "--python", sys.executable] if uv else _python("venv")
    _run([*make, str(project / ".venv")], project)
    installer = [uv, "pip", "install", "--quiet", "--python", str(python)] if uv else []
    installer = installer or [str(python), "-m", "pip", "install", "--quiet"]
    kit = [] if wheelhouse and any(wheelhouse.glob("civickit-*.whl")) else kit_here(extra)
    _run([*installer, *_from(wheelhouse), "-r", "requirements.txt", *kit], project)
    return python


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def _from(wheelhouse: Path | None) -> list[str]:
    return ["--no-index", "--find-links", str(wheelhouse.resolve())] if wheelhouse else []


def python_of(environment: Path) -> Path:
    """The Python of a virtual environment."""
    windows = sys.platform == "win32"
    return environment / ("Scripts/python.exe" if windows else "bin/python")


def kit_here(extra: str) -> list[str]:
    """The requirement of the kit from the folder or wheel that this one was installed from.

    Empty where it came from an index, or where that place is gone.
    """
    try:
        told = json.loads(distribution("civickit").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return []
    place = _place(told.get("url", ""))
    return [f"civickit[{extra}] @ {told['url']}"] if place and place.exists() else []


def _place(address: str) -> Path | None:
    """The folder or file behind a file: address, None for any other."""
    parts = urlsplit(address)
    path = unquote(parts.path)
    if parts.scheme != "file":
        return None
    drive = sys.platform == "win32" and path[2:3] == ":"
    return Path(path[1:] if drive else path)


def _run(command: list[str], project: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - our own words, no shell
            command, cwd=project, capture_output=True, text=True, errors="replace", check=False
        )
    except OSError as error:
        raise CivicKitError(_how_to_go_on(command, project, str(error))) from error
    if done.returncode:
        raise CivicKitError(_how_to_go_on(command, project, (done.stderr or done.stdout).strip()))


def _how_to_go_on(command: list[str], project: Path, said: str) -> str:
    tool = " ".join(command[:4]).replace(str(project), ".")
    return (
        f"the project is made, but {tool} failed:\n{said[-TOLD:]}\nTo go on: in {project}, "
        "python -m pip install -r requirements.txt (without a network: --no-index --find-links "
        "FOLDER-OF-WHEELS), then civickit run ."
    )


def start(python: Path, project: Path, options: list[str]) -> int:
    """Run the project's app with the kit of its own environment, until it ends or Ctrl-C."""
    command = [str(python), "-m", "civickit", "run", ".", *options]
    with subprocess.Popen(command, cwd=project) as running:  # noqa: S603 - our own words
        try:
            return running.wait()
        except KeyboardInterrupt:  # at a terminal the app gets it as well, and ends by itself
            return _ended(running)


def _ended(running: subprocess.Popen[bytes]) -> int:
    try:
        return running.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        running.terminate()
        return running.wait()
