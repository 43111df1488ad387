"""Set up what `make` needs: a virtual environment and, for the tests, a Chromium and real servers.

Standard library only, because it runs before anything is installed. A second call sees
from a stamp that nothing changed and ends at once. Works without make as well:
`python tools/prepare.py` and `python tools/prepare.py --for test`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
EXTRAS = {"run": "calendars,live,maps,web", "docs": "calendars,live,maps,templates,web"}
GROUPS = {
    "run": (),
    "check": ("test",),  # the tests that need neither a browser nor servers
    "test": ("test",),
    "docs": ("docs",),
    "bench": ("test", "bench"),
}
SERVERS = ROOT / "tests" / "servers"
SERVERS_HOME = ROOT / ".servers"
BENCH_PROGRAMS = "nginx nginx-light\nwrk wrk"
BROWSERS = ("chromium", "google-chrome")
DEBIAN_BROWSER = ("chromium", "fonts-ipaexfont-gothic")


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"civickit needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--for", dest="purpose", choices=sorted(GROUPS), default="run")
    purpose = parser.parse_args().purpose
    install(purpose)
    if purpose in {"test", "bench"}:
        ensure_browser()
        for folder in sorted(SERVERS.iterdir()):
            ensure_server(folder)
    if purpose == "bench" and can_apt():  # without them their lines are left out
        ensure_programs(BENCH_PROGRAMS)


def install(purpose: str) -> None:
    stamp = VENV / f"prepared-{'-'.join((EXTRAS.get(purpose, 'all'), *GROUPS[purpose]))}"
    state = fingerprint()
    if stamp.is_file() and stamp.read_text() == state and PYTHON.is_file():
        return
    say("installing into .venv (first time only) …")
    make_environment(VENV)
    kit = f".[{EXTRAS.get(purpose, 'all')}]"
    run(*installer(PYTHON), "-c", "constraints.txt", "-e", kit, *requirements(purpose))
    stamp.write_text(state)


def fingerprint() -> str:
    """What an installation depends on: a change in any of it installs again."""
    content = b"".join((ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt"))
    return hashlib.sha256(content + sys.version.encode() + str(ROOT).encode()).hexdigest()


def make_environment(home: Path) -> None:
    if python_of(home).is_file():
        return
    if shutil.which("uv"):
        run("uv", "venv", "--quiet", "--seed", "--python", sys.executable, str(home))
        return
    if subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True).returncode:
        apt_install("python3-venv")
    run(sys.executable, "-m", "venv", str(home))


def python_of(home: Path) -> Path:
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def installer(python: Path) -> tuple[str, ...]:
    if shutil.which("uv"):
        return ("uv", "pip", "install", "--quiet", "--python", str(python))
    return (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")


def requirements(purpose: str) -> list[str]:
    """The requirements of the dependency groups; read here because older pips cannot."""
    import tomllib

    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    return [requirement for group in GROUPS[purpose] for requirement in groups[group]]


def ensure_browser() -> None:
    if any(map(shutil.which, BROWSERS)):
        return
    if can_apt():
        apt_install(*DEBIAN_BROWSER)
    else:
        say("fetching a Chromium for the browser tests …")
        run(str(PYTHON), "-m", "playwright", "install", "chromium")


def ensure_server(folder: Path) -> None:
    """Install a real server that tests talk to: what its folder asks for, into .servers/NAME.

    `apt.txt` names programs and their Debian packages, `requirements.txt` a Python environment
    of its own, `package.json` Node packages; `prepare.py` is run last, in that environment.
    """
    wanted = ("apt.txt", "requirements.txt", "package.json", "prepare.py")
    asked = [folder / name for name in wanted]
    content = b"".join(file.read_bytes() for file in asked if file.is_file())
    home = SERVERS_HOME / folder.name
    stamp = home / "prepared"
    state = hashlib.sha256(content + sys.version.encode() + str(ROOT).encode()).hexdigest()
    if not content or (stamp.is_file() and stamp.read_text() == state):
        return
    say(f"installing the {folder.name} that the tests talk to …")
    programs, python, node, more = asked
    home.mkdir(parents=True, exist_ok=True)
    if programs.is_file():
        ensure_programs(programs.read_text("utf-8"))
    if python.is_file():
        make_environment(home)
        run(*installer(python_of(home)), "-r", str(python))
    if node.is_file():
        shutil.copy(node, home)
        ensure_programs("node nodejs\nnpm npm")
        run("npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock", at=home)
    if more.is_file():
        run(str(python_of(home)), str(more))
    stamp.write_text(state)


def ensure_programs(lines: str) -> None:
    """Each line is the name of a program and of the Debian package that brings it."""
    wanted = (line.split() for line in lines.splitlines() if line.strip())
    missing = [package for program, package in wanted if not has_program(program)]
    if missing:
        apt_install(*missing)


def has_program(name: str) -> bool:
    """Whether a program is there; Debian keeps PostgreSQL's own outside of PATH."""
    return bool(shutil.which(name) or list(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))


def can_apt() -> bool:
    return bool(shutil.which("apt-get")) and os.name == "posix" and os.geteuid() == 0


def apt_install(*packages: str) -> None:
    if not can_apt():
        sys.exit(f"Please install {' '.join(packages)} with your system's package manager.")
    say(f"installing {' '.join(packages)} …")
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    run("apt-get", "update", "-qq", **quiet)
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, **quiet)


def run(*command: str, env: dict[str, str] | None = None, at: Path = ROOT) -> None:
    try:
        subprocess.run(command, cwd=at, env=env, check=True)
    except subprocess.CalledProcessError as error:
        sys.exit(f"{command[0]} ended with {error.returncode}; its message stands above.")


def say(text: str) -> None:
    print(f"civickit: {text}", flush=True)


if __name__ == "__main__":
    main()
