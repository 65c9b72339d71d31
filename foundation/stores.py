"""Where the bytes of files lie: on disk, or in an object store (foundation/object_store.py).

A name is the SHA-256 of the content, so bytes under a name never change, and putting them there twice does no harm.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, cast

OBJECT_STORE = "s3://"
FEW = 8
"""For more files than this the whole cache is written down at once: 200 files of 40 KB take 20 ms instead of 65."""


class StoreUnusable(Exception):
    """The store cannot be used: not reachable, not allowed, full, or not installed. The text says which."""


class Store(Protocol):
    """What keeps bytes by name."""

    def put(self, contents: Mapping[str, bytes]) -> None:
        """Keep `contents` by their names, each whole or not at all, and outliving a power cut once this returns."""

    def get(self, names: Sequence[str]) -> Iterator[bytes]:
        """The bytes under each of `names`, which fit into memory together. Raises KeyError where there are none."""


class DiskStore:
    """Files in a folder, spread over 256 folders by the first two characters of their names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, contents: Mapping[str, bytes]) -> None:
        new = {place: content for name, content in contents.items() if not (place := self._place(name)).exists()}
        try:
            for folder in (self.folder, *{place.parent for place in new}):
                folder.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=self.folder, prefix=".parts-") as parts:
                written = {place: _written(Path(parts) / place.name, content) for place, content in new.items()}
                _wait_for_disk(list(written.values()))
                for place, part in written.items():
                    part.replace(place)
            _wait_for_disk([self.folder, *{place.parent for place in new}])
        except OSError as error:
            raise StoreUnusable(f"{self.folder}: {error.strerror}") from error

    def get(self, names: Sequence[str]) -> Iterator[bytes]:
        return map(self._get, names)

    def _get(self, name: str) -> bytes:
        try:
            return self._place(name).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(name) from error
        except OSError as error:
            raise StoreUnusable(f"{self.folder}: {error.strerror}") from error

    def _place(self, name: str) -> Path:
        return self.folder / name[:2] / name


@cache
def open_store(address: str) -> Store:
    """The store at `address`: a folder, or s3://bucket/prefix. Opened once a process.

    Raises StoreUnusable where the packages for object stores are not installed.
    """
    if not address.startswith(OBJECT_STORE):
        return DiskStore(Path(address))
    try:  # boto3 is large and only some installations have it
        module = import_module("foundation.object_store")
    except ModuleNotFoundError as error:
        raise StoreUnusable(f"{error.name} is not installed: pip install -r requirements-extras.lock") from error
    return cast(Store, module.ObjectStore(address))


def _written(place: Path, content: bytes) -> Path:
    place.touch(mode=0o600)
    place.write_bytes(content)
    return place


def _wait_for_disk(places: list[Path]) -> None:
    """Until these files, or the names in these folders, outlive a power cut."""
    if len(places) > FEW:
        os.sync()
        return
    for place in places:
        opened = os.open(place, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
