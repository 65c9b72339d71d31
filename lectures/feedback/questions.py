"""问卷的各版题目。题目改了就另加一版，旧版不动：已经收到的问卷照当时的题目统计。"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A question that is answered with one to five stars. `code` is stored and never changes."""

    code: str
    title: str
    asked: str


VERSIONS: dict[int, tuple[Question, ...]] = {
    1: (
        Question("content", "内容", "讲的内容怎么样？"),
        Question("lecturer", "讲师", "讲师讲得怎么样？"),
        Question("organisation", "组织", "场地、时间、通知等组织得怎么样？"),
        Question("usefulness", "用处", "对您的工作有没有用？"),
    ),
}
NEWEST = max(VERSIONS)
TITLES: dict[str, str] = {one.code: one.title for version in VERSIONS.values() for one in version}
"""What the questions of all versions are called in tables."""
