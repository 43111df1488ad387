"""Re-create the vendored browser files of the map, or check them against their manifest.

`python tools/vendor.py` packs each listed package with npm, keeps the listed files and writes
the manifest; a file whose hash differs from the manifest already there stops it, unless
`--accept` says that the new bytes were read and are wanted. `--check` only looks at the folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

VENDOR = Path(__file__).parent.parent / "civickit/maps/static/vendor"
MANIFEST = VENDOR / "manifest.json"


class Package(NamedTuple):
    name: str
    version: str
    licence: str
    files: dict[str, str]  # path in the package: path in our folder


PACKAGES = (
    Package(
        "leaflet",
        "1.9.4",
        "BSD-2-Clause",
        {
            "LICENSE": "LICENSE",
            "dist/leaflet.js": "leaflet.js",
            "dist/leaflet.css": "leaflet.css",
            **{
                f"dist/images/{name}.png": f"images/{name}.png"
                for name in (
                    "layers",
                    "layers-2x",
                    "marker-icon",
                    "marker-icon-2x",
                    "marker-shadow",
                )
            },
        },
    ),
)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fetch(package: Package) -> dict[str, bytes]:
    """The listed files of a package: path in our folder -> bytes."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            return {
                ours: _member(tar, f"package/{theirs}") for theirs, ours in package.files.items()
            }


def _member(tar: tarfile.TarFile, path: str) -> bytes:
    member = tar.extractfile(path)
    if member is None:
        raise SystemExit(f"{path} is not a file in the package")
    return member.read()


def entry(package: Package, files: dict[str, bytes]) -> dict[str, object]:
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "folder": f"{package.name}-{package.version}",
        "files": {path: sha256(data) for path, data in sorted(files.items())},
    }


def listed() -> dict[str, str]:
    """Path below the vendor folder -> sha256, as the manifest on disk has it."""
    if not MANIFEST.exists():
        return {}
    packages = json.loads(MANIFEST.read_text("utf-8"))["packages"]
    return {
        f"{one['folder']}/{path}": digest
        for one in packages
        for path, digest in one["files"].items()
    }


def changed() -> list[str]:
    """What is wrong with the folder, one line each; empty when all is as listed."""
    wanted = listed()
    here = {
        path.relative_to(VENDOR).as_posix(): sha256(path.read_bytes())
        for path in VENDOR.rglob("*")
        if path.is_file() and path != MANIFEST
    }
    return [
        *(f"missing: {path}" for path in sorted(wanted.keys() - here.keys())),
        *(f"not listed: {path}" for path in sorted(here.keys() - wanted.keys())),
        *(
            f"different bytes: {path}"
            for path in sorted(wanted.keys() & here.keys())
            if wanted[path] != here[path]
        ),
    ]


def vendor(accept: bool) -> None:
    before = listed()
    entries = []
    for package in PACKAGES:
        files = fetch(package)
        one = entry(package, files)
        for path, data in files.items():
            place = f"{one['folder']}/{path}"
            if not accept and before.get(place, sha256(data)) != sha256(data):
                raise SystemExit(f"{place} is not the file we listed; read it, then --accept")
            target = VENDOR / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        entries.append(one)
    text = json.dumps({"packages": entries}, indent=2, ensure_ascii=False)
    MANIFEST.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="compare the folder with its manifest")
    parser.add_argument("--accept", action="store_true", help="take new bytes for a listed file")
    options = parser.parse_args()
    if not options.check:
        vendor(options.accept)
    faults = changed()
    print("\n".join(faults) or f"{len(listed())} vendored files are as listed")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
