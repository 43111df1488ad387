"""Where the bytes come from: a path, bytes or a stream, as something that opens again and again."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO

from civickit.core.errors import UnreadableTable
from civickit.tables.model import MEGABYTE, Limits

KEPT_IN_MEMORY = 8 * MEGABYTE
CHUNK = 1 << 20


class Input:
    """Bytes with a name that can be opened from the start any number of times."""

    def __init__(self, content: bytes | Path, name: str) -> None:
        self.content = content
        self.name = name

    def open(self) -> BinaryIO:
        if isinstance(self.content, bytes):
            return BytesIO(self.content)
        try:
            return self.content.open("rb")
        except OSError as error:
            raise UnreadableTable(
                f"{self.name} cannot be opened ({error.strerror}); check the path and try again"
            ) from error

    def head(self, size: int = 1 << 16) -> bytes:
        with self.open() as stream:
            return stream.read(size)

    def size(self) -> int:
        if isinstance(self.content, bytes):
            return len(self.content)
        return self.content.stat().st_size

    def chunks(self) -> Iterator[bytes]:
        with self.open() as stream:
            while chunk := stream.read(CHUNK):
                yield chunk


def as_input(source: str | Path | bytes | BinaryIO, name: str | None, limits: Limits) -> Input:
    """The source as an Input; a stream is read to its end, a large one into a temporary file."""
    if isinstance(source, str | Path):
        found = _from_path(source, name)
    elif isinstance(source, bytes | bytearray | memoryview):
        found = Input(bytes(source), name or "the data")
    else:
        found = from_stream(source, name or _name_of(source), limits.max_bytes)
    if found.size() > limits.max_bytes:
        raise _too_large(found.name, limits.max_bytes)
    return found


def _from_path(source: str | Path, name: str | None) -> Input:
    text = str(source)
    if text.startswith(("http://", "https://")):
        raise UnreadableTable(f"{text} is an address, not a file; download it first, then open it")
    path = Path(source)
    try:
        regular, folder = path.is_file(), path.is_dir()
    except ValueError:  # a NUL character in the path
        regular, folder = False, False
    if not regular:
        found = "is a folder" if folder else "is not there"
        raise UnreadableTable(f"{text!r} {found}; give the path of one file")
    return Input(path, name or path.name)


def from_stream(stream: IO[bytes], name: str, max_bytes: int) -> Input:
    """Everything the stream still has, kept in memory when small and on disk when not."""
    start = _read(stream, KEPT_IN_MEMORY)
    rest = _read(stream, CHUNK)
    if not rest:
        return Input(start, name)
    with tempfile.NamedTemporaryFile(prefix="civickit-", delete=False) as file:
        found = Input(Path(file.name), name)
        weakref.finalize(found, Path(file.name).unlink, missing_ok=True)
        size = file.write(start)
        while rest:
            size += file.write(rest)
            if size > max_bytes:
                raise _too_large(name, max_bytes)
            rest = _read(stream, CHUNK)
    return found


def _read(stream: IO[bytes], size: int) -> bytes:
    """Up to `size` bytes; sockets and pipes may need several reads to give that many."""
    parts = []
    while size > 0:
        part = stream.read(size)
        if not part:
            break
        if not isinstance(part, bytes):
            raise UnreadableTable("the stream gives text, not bytes; open the file with mode 'rb'")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _name_of(stream: object) -> str:
    name = getattr(stream, "filename", None) or getattr(stream, "name", None)
    return Path(name).name if isinstance(name, str) else "the stream"


def _too_large(name: str, max_bytes: int) -> UnreadableTable:
    return UnreadableTable(
        f"{name} is larger than {max_bytes:,} bytes; split it, or raise Limits.max_bytes"
    )
