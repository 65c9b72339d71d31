"""The published archive of a competition: what it holds, and the states of its making."""

from enum import StrEnum

from foundation.workflow import Workflow

FORMAT = "jiangxin-archive-1"
MANIFEST = "manifest.json"
COMPETITION = "competition.json"
README = "README.txt"
DRAW = "draw.json"
MARKS = "marks.json"
RESULTS = "results.json"
TEAMS = "teams.json"
MOST_UNPACKED = 4 * 1024**3
MOST_FILES = 20_000


class ArchiveState(StrEnum):
    """An archive is for its makers until it is published; then for everybody, unchanged."""

    MAKING = "making"
    READY = "ready"
    PUBLISHED = "published"


ARCHIVE_STATE_TITLES = {
    ArchiveState.MAKING: "制作中",
    ArchiveState.READY: "待公布",
    ArchiveState.PUBLISHED: "已公布",
}

ARCHIVE_WORKFLOW = Workflow(
    name="竞赛档案",
    table={
        (ArchiveState.MAKING, "complete_archive"): ArchiveState.READY,
        (ArchiveState.READY, "publish_archive"): ArchiveState.PUBLISHED,
        (ArchiveState.PUBLISHED, "withdraw_archive"): ArchiveState.READY,
    },
    titles=ARCHIVE_STATE_TITLES,
    corrections=frozenset({"withdraw_archive"}),
)


def folder_of(event: int, stage: int) -> str:
    """Where the files of a stage lie in the archive; both are places counted from 1."""
    return f"stages/{event}-{stage}"


def log_file(log: str) -> str:
    """Where the lines of a log lie in the archive: logs/panel-17.jsonl."""
    return f"logs/{log.replace(':', '-')}.jsonl"
