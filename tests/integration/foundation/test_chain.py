"""The hash-chained log: grows at its end only, and every tampering is named."""

import threading
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from foundation import chain
from foundation.chain import Line, append, entries_of, first_fault, head_of
from foundation.database import session, transaction


def test_append_links_each_entry_to_the_one_before(app: Flask):
    with transaction():
        first = append("panel:1", "mark", {"value": "8.5", "label": "第1场 03号工位"})
        second = append("panel:1", "seal", {"total": "8.5"})
        append("panel:2", "mark", {"value": "7"})
    lines = _lines("panel:1")
    assert [(line.number, line.previous, line.digest) for line in lines] == [(1, "", first), (2, first, second)]
    assert (head_of("panel:1").number, head_of("panel:1").digest) == (2, second)
    assert first_fault("panel:1", lines, head=second) is None
    assert head_of("panel:3") is None


def test_append_leaves_nothing_behind_when_the_change_is_rolled_back(app: Flask):
    with transaction():
        append("panel:1", "mark", {"value": "8"})
    with pytest.raises(RuntimeError), transaction():
        append("panel:1", "mark", {"value": "9"})
        raise RuntimeError
    with transaction():
        append("panel:1", "mark", {"value": "7"})
    assert first_fault("panel:1", _lines("panel:1")) is None
    assert [line.facts["value"] for line in _lines("panel:1")] == ["8", "7"]


def test_append_by_many_writers_at_once_never_forks(app: Flask):
    def write(writer: int) -> None:
        with app.app_context():
            for number in range(5):
                with transaction():
                    append("stage:1", "mark", {"writer": writer, "number": number})
            session.remove()

    writers = [threading.Thread(target=write, args=[writer]) for writer in range(8)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    lines = _lines("stage:1")
    assert len(lines) == 40
    assert first_fault("stage:1", lines, head=head_of("stage:1").digest) is None


@pytest.mark.parametrize(
    "statement", ["UPDATE chained_entries SET kind = 'other'", "DELETE FROM chained_entries"], ids=["update", "delete"]
)
def test_the_database_refuses_to_change_an_entry(app: Flask, statement: str):
    with transaction():
        append("panel:1", "mark", {"value": "8"})
    with pytest.raises(DatabaseError, match="never changed"), transaction():
        session.execute(text(statement))
    assert first_fault("panel:1", _lines("panel:1")) is None


@pytest.mark.sqlite_only("verifies plain values")
def test_first_fault_names_what_was_tampered_with(app: Flask):
    with transaction():
        for value in ("8", "9", "7"):
            append("panel:1", "mark", {"value": value})
    lines = _lines("panel:1")
    head = lines[-1].digest
    altered = [lines[0], replace(lines[1], facts={"value": "10"}), lines[2]]
    assert "第 2 条（mark）的内容与指纹不符" in (first_fault("panel:1", altered) or "")
    assert "第 2 条缺失" in (first_fault("panel:1", [lines[0], lines[2]]) or "")
    forged = _relinked(altered)
    assert first_fault("panel:1", forged) is None, "a chain made anew is whole in itself…"
    assert "最后一条的指纹与公布的不符" in (first_fault("panel:1", forged, head=head) or ""), "…but not this one"
    assert "最后一条的指纹与公布的不符" in (first_fault("panel:1", lines[:2], head=head) or "")
    assert "第 1 条属于另一份日志" in (first_fault("panel:2", lines) or "")
    broken = [lines[0], replace(lines[1], previous="0" * 64), lines[2]]
    assert "第 2 条与前一条接不上" in (first_fault("panel:1", broken) or "")


def _lines(log: str) -> list[Line]:
    return [entry.line for entry in session.scalars(entries_of(log))]


def _relinked(lines: list[Line]) -> list[Line]:
    made: list[Line] = []
    for line in lines:
        previous = made[-1].digest if made else chain.GENESIS
        digest = chain.digest_of(line.log, line.number, line.kind, line.facts, line.at, previous)
        made.append(replace(line, previous=previous, digest=digest))
    return made
