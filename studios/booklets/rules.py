"""展示册：把评出的项目编成一册，印成 PDF，也在网上看；写明可以怎样点的项目，就是点单菜单的来源。"""

from enum import StrEnum

from foundation.workflow import Workflow

LONGEST_WORDS = 600
"""一页放得下的介绍（字）：一个项目一页，再长就要翻页。"""


class BookletState(StrEnum):
    """The life of a booklet."""

    DRAFT = "draft"
    PUBLISHED = "published"


BOOKLET_STATE_TITLES = {BookletState.DRAFT: "编辑中", BookletState.PUBLISHED: "已发布"}

BOOKLET_WORKFLOW = Workflow(
    name="展示册",
    table={
        (BookletState.DRAFT, "publish_booklet"): BookletState.PUBLISHED,
        (BookletState.PUBLISHED, "withdraw_booklet"): BookletState.DRAFT,
    },
    titles=BOOKLET_STATE_TITLES,
    corrections=frozenset({"withdraw_booklet"}),
)


def reasons_against_words(title: str, words: str, *, offered: bool, offer: str) -> list[str]:
    """每个项目有介绍，一页放得下；可以点单的写明怎样点。"""
    reasons = []
    if not words.strip():
        reasons.append(f"“{title}”还没有介绍。")
    if len(words) > LONGEST_WORDS:
        reasons.append(f"“{title}”的介绍有 {len(words)} 字，一页放不下，最多 {LONGEST_WORDS} 字。")
    if offered and not offer.strip():
        reasons.append(f"“{title}”可以点单，请写明怎样点：形式、人数、要提前几天。")
    return reasons
