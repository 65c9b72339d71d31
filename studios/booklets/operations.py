"""Putting a booklet together, saying what its pages say, printing it by a job, publishing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from certificates.printing.drawing import picture_address
from certificates.printing.papers import print_document
from foundation import audit, files
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.jobs import Job, JobKind, enqueue, register
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.booklets.models import Booklet, BookletItem
from studios.booklets.queries import awarded_in, items_of
from studios.booklets.rules import LONGEST_WORDS, BookletState, reasons_against_words
from studios.contests.models import Contest
from studios.contests.models_submissions import Submission, SubmissionFile
from studios.contests.rules_submissions import FileKind

NOT_PRINTED = "展示册改过以后还没有重新印。请先“印制”，印好后再发布。"


@dataclass(frozen=True)
class ItemFacts:
    """What is said of one project, in its place; `picture_id` is one of its own files."""

    item_id: int
    words: str
    picture_id: int | None
    offered: bool
    offer: str


def create_booklet(contest: Contest, *, by: Account) -> Booklet:
    """A booklet of the awarded projects in the order of their places, each with its own summary and first picture."""
    if not by.may_at(Permission.CONTEST_RUN, contest.organisation_path):
        raise NotAllowed
    contest = lock(contest)
    if session.scalars(select(Booklet).where(Booklet.contest_id == contest.id)).first() is not None:
        raise Refused("这次竞赛已经有展示册，请在原来的一册上修改。")
    awarded = awarded_in(contest)
    if not awarded:
        raise Refused("竞赛结果还没有生效，或者没有获奖项目，不能编展示册。")
    items = [_item(place, submission, award) for place, (submission, award) in enumerate(awarded, start=1)]
    booklet = Booklet(contest=contest, title=f"{contest.title}展示册", items=items)
    session.add(booklet)
    audit.record("create_booklet", booklet, by=by, changes={"items": (0, len(items))})
    return booklet


def edit_booklet(
    booklet: Booklet, title: str, foreword: str, items: Sequence[ItemFacts], *, by: Account, version: int | None
) -> None:
    """Say what the booklet says. Its items stand in the order of `items`; those left out leave the booklet."""
    booklet = held_booklet(booklet, by)
    if booklet.state is not BookletState.DRAFT:
        raise Refused("展示册已经发布。要修改，请先撤回。")
    booklet.expect_version(version)
    known = {item.id: item for item in booklet.items}
    chosen = [(known[one.item_id], one) for one in items if one.item_id in known]
    reasons = [] if chosen else ["展示册里至少要有一个项目。"]
    for item, facts in chosen:
        reasons += reasons_against_words(item.submission.title, facts.words, offered=facts.offered, offer=facts.offer)
    if reasons:
        raise Refused("展示册没有保存。", reasons=reasons)
    booklet.title, booklet.foreword, booklet.file = title.strip(), foreword.strip(), None
    for place, (item, facts) in enumerate(chosen, start=1):
        item.position, item.words = place, facts.words.strip()
        item.offered, item.offer = facts.offered, facts.offer.strip()
        item.picture = _own_picture(item.submission, facts.picture_id)
    for item in set(booklet.items) - {item for item, _ in chosen}:
        booklet.items.remove(item)
    audit.record("edit_booklet", booklet, by=by, changes=audit.pending_changes(booklet))


def print_booklet(booklet: Booklet, *, by: Account) -> Job:
    """Ask for the PDF; it is made by a job."""
    booklet = held_booklet(booklet, by)
    if booklet.file is not None:
        raise Refused("这一册已经印好，没有改过，不用再印。")
    audit.record("print_booklet", booklet, by=by)
    return enqueue(PRINT_BOOKLET, title=f"印制{booklet.title}", subject_id=booklet.id, by=by)


def publish_booklet(booklet: Booklet, *, by: Account) -> None:
    """Let everybody look at the booklet and download it; what it offers can be ordered."""
    booklet = held_booklet(booklet, by)
    if booklet.file is None:
        raise Refused(NOT_PRINTED)
    advance(booklet, "publish_booklet", by=by)


def withdraw_booklet(booklet: Booklet, *, reason: str, by: Account) -> None:
    """Take the booklet back to change it."""
    advance(held_booklet(booklet, by), "withdraw_booklet", by=by, reason=reason)


def held_booklet(booklet: Booklet, by: Account) -> Booklet:
    """The booklet, held against other writers. Raises unless `by` runs its contest."""
    if not by.may_at(Permission.CONTEST_RUN, booklet.organisation_path):
        raise NotAllowed
    return lock(booklet)


def _item(place: int, submission: Submission, award: str) -> BookletItem:
    pictures = [one for one in submission.files if one.kind is FileKind.PICTURE]
    words = submission.summary.strip()[:LONGEST_WORDS]
    picture = pictures[0] if pictures else None
    return BookletItem(position=place, submission=submission, words=words, award=award, picture=picture)


def _own_picture(submission: Submission, picture_id: int | None) -> SubmissionFile | None:
    mine = (one for one in submission.files if one.id == picture_id and one.kind is FileKind.PICTURE)
    return next(mine, None)


# --- The job ----------------------------------------------------------------------------------------------------------


def _waiting(job: Job) -> Select[int]:
    return select(Booklet.id).where(Booklet.id == job.subject_id, Booklet.file_id.is_(None))


def _printed(booklet_id: int) -> tuple[int, bytes]:
    booklet = session.get_one(Booklet, booklet_id)
    return booklet.row_version, print_document("studios/booklets/_booklet.html", facts_of(booklet))


def _keep(booklet_id: int, printed: tuple[int, bytes]) -> None:
    booklet = lock(session.get_one(Booklet, booklet_id))
    version, content = printed
    if booklet.row_version != version:
        raise Refused("展示册在印制时被改过，请再印一次。")
    booklet.file = files.store(content, name=f"{booklet.title}.pdf", media_type="application/pdf")


def _label(booklet_id: int) -> str:
    return session.get_one(Booklet, booklet_id).title


def facts_of(booklet: Booklet) -> Mapping[str, Any]:
    """What the paper says, its projects in the order and under the numbers of the page."""
    items = [_page(one) for one in items_of(booklet)]
    return {
        "title": booklet.title,
        "contest": booklet.contest.title,
        "organiser": booklet.contest.organisation.name,
        "foreword": [line for line in booklet.foreword.splitlines() if line.strip()],
        "projects": items,
        "count": len(items),
    }


def _page(item: BookletItem) -> dict[str, Any]:
    submission, preview = item.submission, item.picture.preview if item.picture else None
    return {
        "number": item.position,
        "title": submission.title,
        "unit": submission.organisation.name,
        "class": submission.contest_class.title if submission.contest_class else "",
        "award": item.award,
        "words": [line for line in item.words.splitlines() if line.strip()],
        "beneficiaries": submission.beneficiaries,
        "goals": submission.goals,
        "offer": item.offer if item.offered else "",
        "picture": picture_address(preview.read()) if preview else "",
        "caption": item.picture.title if item.picture else "",
    }


PRINT_BOOKLET = register(
    JobKind(
        "print_booklet",
        pending=_waiting,
        prepare=_printed,
        process=_keep,
        label=_label,
        page=("studios.booklets.show_booklet", "booklet_id"),
    )
)
