"""A ZIP of certificates as a stream: it is made while it is sent, and never lies in memory as a whole."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path


class Outlet(io.RawIOBase):
    """What a ZIP is written to: keeps the bytes only until they are taken."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self.waiting += content
        return len(content)

    def take(self) -> bytes:
        """The bytes written since the last time."""
        taken = bytes(self.waiting)
        self.waiting.clear()
        return taken


def stream_archive(files: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
    """The bytes of a ZIP of `files` (name in the ZIP, place on disk), piece by piece, without request or database.

    Stored, not deflated: the pages in a PDF are deflated already.
    """
    outlet = Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for name, place in files:
            archive.writestr(name, place.read_bytes())
            yield outlet.take()
    yield outlet.take()
