"""One application for all architecture tests: they look at it and change nothing."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.apps import inside, make_app


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("architecture")
    with inside(make_app(f"sqlite:///{folder / 'test.sqlite'}", folder)) as app:
        yield app
