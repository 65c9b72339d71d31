"""Lists of rules and kinds, one file each: a new file is found by being there."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType


def find(package: ModuleType) -> Iterator[ModuleType]:
    """Every module directly inside `package`, in order of name."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        yield importlib.import_module(f"{package.__name__}.{found.name}")
