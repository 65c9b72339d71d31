"""The two stores keep the same promises; the object store is a real server's, over HTTP."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from foundation import files
from foundation.files import CHANGED, MISSING, OUT_OF_REACH, FileUnavailable, NewFile, StoredFile
from foundation.stores import StoreUnusable, open_store

pytestmark = pytest.mark.sqlite_only("stores know no database")
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "cn-north-1"}


@dataclass
class Place:
    """A store, and a hand that reaches into it past the software: what lies there, and to put or take away."""

    names: Callable[[], set[str]]
    change: Callable[[str, bytes], object]
    remove: Callable[[str], object]


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["disk", "s3"])
def place(request: pytest.FixtureRequest, app: Flask) -> Place:
    return request.getfixturevalue(request.param)


@pytest.fixture
def disk(app: Flask) -> Place:
    folder = Path(app.config["INSTANCE"]) / "files"
    return Place(
        lambda: {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()},
        lambda name, content: (folder / name).write_bytes(content),
        lambda name: (folder / name).unlink(),
    )


@pytest.fixture
def s3(app: Flask, service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    for name, value in (KEYS | {"AWS_ENDPOINT_URL_S3": service}).items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    bucket = f"bucket-{abs(hash(tmp_path))}"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "cn-north-1"})
    app.config["FILE_STORE"] = f"s3://{bucket}/kept/here"
    return Place(
        lambda: {
            one["Key"].removeprefix("kept/here/") for one in client.list_objects_v2(Bucket=bucket).get("Contents", [])
        },
        lambda name, content: client.put_object(Bucket=bucket, Key=f"kept/here/{name}", Body=content),
        lambda name: client.delete_object(Bucket=bucket, Key=f"kept/here/{name}"),
    )


def test_store_all_keeps_files_by_content_and_notices_every_change(place: Place):
    items = [NewFile(b"plain", "a.txt", "text/plain"), NewFile(b"of a person", "b.txt", "text/plain", encrypted=True)]
    plain, sealed, same = files.store_all([*items, NewFile(b"plain", "c.txt", "text/plain")], by_id=7)
    assert (same.name, same.size, same.stored_by, same.sha256) == ("c.txt", 5, 7, plain.sha256)
    assert place.names() == {_name(b"plain"), _name(b"of a person") + ".sealed"}
    assert plain.at_rest() == b"plain"
    assert b"person" not in sealed.at_rest()
    assert sealed.read() == b"of a person"
    assert plain.stream().read() == b"plain"
    place.change(_name(b"plain"), b"pla1n")
    place.change(_name(b"of a person") + ".sealed", b"\0" * 60)
    assert _refused(plain) == _refused(sealed) == CHANGED
    place.remove(_name(b"plain"))
    assert _refused(plain) == MISSING


def test_store_all_takes_hundreds(place: Place):
    stored = files.store_all([NewFile(f"file {number}".encode(), "f.txt", "text/plain") for number in range(200)])
    assert list(files.read_all(stored)) == [f"file {number}".encode() for number in range(200)]
    assert place.names() == {_name(f"file {number}".encode()) for number in range(200)}
    assert files.store_faults() == []


def test_store_refuses_where_the_disk_cannot_be_written(app: Flask):
    (Path(app.config["INSTANCE"]) / "files").write_bytes(b"a file, not a folder")
    assert_out_of_reach()


def test_store_refuses_where_the_service_does_not_answer(app: Flask, s3: Place):
    app.config["FILE_STORE"] = "s3://no-such-bucket/kept"
    assert_out_of_reach()
    stored = StoredFile(sha256="0" * 64, size=0, media_type="text/plain", name="a.txt", encrypted=False)
    assert _refused(stored) == OUT_OF_REACH


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_ENDPOINT_URL_S3", "no address"),
        ("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9"),  # nobody listens there
        ("AWS_ACCESS_KEY_ID", ""),
    ],
)
def test_store_refuses_where_the_object_store_is_set_wrongly(app: Flask, s3: Place, name: str, value: str, monkeypatch):
    monkeypatch.setenv(name, value)
    app.config["FILE_STORE"] += f"/{len(value)}"  # an address that no store was opened for
    assert_out_of_reach()


def test_open_store_asks_each_address_once(tmp_path: Path):
    assert open_store(str(tmp_path)) is open_store(str(tmp_path))
    folder = tmp_path / "ab" / "abc"
    folder.mkdir(parents=True)
    with pytest.raises(StoreUnusable):  # what cannot be read is there: not the same as missing
        list(open_store(str(tmp_path)).get(["abc"]))


def _name(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    return f"{digest[:2]}/{digest}"


def _refused(stored: StoredFile) -> str:
    with pytest.raises(FileUnavailable) as refusal:
        stored.read()
    return refusal.value.message


def assert_out_of_reach() -> None:
    with pytest.raises(FileUnavailable, match=OUT_OF_REACH):
        files.store(b"content", name="a.txt", media_type="text/plain")
    assert files.store_faults() != []
