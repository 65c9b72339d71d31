"""Archives as ZIP files: written byte for byte the same from the same contents, read without trusting them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from competitions.archives.rules import FORMAT, MANIFEST, MOST_FILES, MOST_UNPACKED

Files = Mapping[str, bytes]
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # a ZIP's earliest moment: the time of packing would change the bytes


class UnreadableArchive(Exception):
    """The file is no archive of ours. The message is Chinese and for the person who handed it in."""


def as_json(value: Any) -> bytes:
    """JSON that people can read and compare: sorted keys, two blanks, UTF-8, one line end at the end."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n").encode()


def as_lines(values: list[dict[str, Any]]) -> bytes:
    """One JSON value a line, so that a line number names an entry."""
    return "".join(json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n" for value in values).encode()


def pack(files: Files) -> bytes:
    """`files` as a ZIP, with a manifest of the SHA-256 of each."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    whole = {**files, MANIFEST: as_json({"format": FORMAT, "files": digests})}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(whole):
            archive.writestr(zipfile.ZipInfo(name, _BEGINNING), whole[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unpack(packed: bytes) -> dict[str, bytes]:
    """Every file of a ZIP. Raises `UnreadableArchive` for what is no ZIP, is damaged, or unpacks to far too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            listed = archive.infolist()
            if len(listed) > MOST_FILES or sum(item.file_size for item in listed) > MOST_UNPACKED:
                raise UnreadableArchive("档案展开后过大，没有打开。请核对是不是本系统公布的竞赛档案。")
            return {item.filename: archive.read(item) for item in listed}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableArchive("文件打不开：不是有效的 ZIP 档案，或已损坏。请重新下载。") from error


def differences_from_manifest(files: Files) -> list[str]:
    """Which files are missing, were added or altered, by the archive's own manifest."""
    manifest = read_json(files, MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise UnreadableArchive(f"{MANIFEST}：不是“{FORMAT}”格式的竞赛档案。")
    stated = manifest.get("files")
    if not isinstance(stated, dict):
        raise UnreadableArchive(f"{MANIFEST}：没有文件清单。")
    found = {name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != MANIFEST}
    return [
        *(f"{name}：清单中有，档案中没有。" for name in sorted(set(stated) - set(found))),
        *(f"{name}：不在清单中。" for name in sorted(set(found) - set(stated))),
        *(
            f"{name}：内容与清单中的指纹不符，被改动过。"
            for name in sorted(set(found) & set(stated))
            if found[name] != stated[name]
        ),
    ]


def read_json(files: Files, name: str) -> Any:
    """A JSON file of the archive. Raises `UnreadableArchive`, naming the file and the line."""
    if name not in files:
        raise UnreadableArchive(f"档案中没有 {name}。")
    return _parsed(files[name], name, 1)


def read_lines(files: Files, name: str) -> list[Any]:
    """A file of one JSON value a line. Raises `UnreadableArchive`, naming the file and the line."""
    if name not in files:
        raise UnreadableArchive(f"档案中没有 {name}。")
    return [_parsed(line, name, number) for number, line in enumerate(files[name].splitlines(), start=1)]


def _parsed(content: bytes, name: str, line: int) -> Any:
    try:
        return json.loads(content.decode())
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        at = line + error.lineno - 1 if isinstance(error, json.JSONDecodeError) else line
        raise UnreadableArchive(f"{name} 第 {at} 行：不是有效的 JSON。") from error
