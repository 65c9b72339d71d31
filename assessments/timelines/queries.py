"""What happened to a person, put together from every record that has a day: one line each, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessments.tracks.models import TrackMember
from assessments.tracks.rules import DESTINATION_TITLES
from assessments.trainings.models import Enrolment
from certificates.issuing.models import Certificate
from certificates.issuing.rules import PUBLIC_STATES, STATE_TITLES, CertificateState
from certificates.kinds import all_kinds
from foundation import clock
from foundation.database import session
from people.careers.models import ContestPlacing, Diploma, ProfessionalTitle
from people.careers.rules import DIPLOMA_TITLES, TITLE_GRADE_TITLES
from people.honours.models import Honour
from people.persons.models import Employment, Person
from people.persons.occupations import occupation_title
from people.persons.rules import LEVEL_TITLES


class Happening(StrEnum):
    """What sort of thing happened."""

    EMPLOYMENT = "employment"
    DIPLOMA = "diploma"
    TRAINING = "training"
    LEVEL = "level"
    TITLE = "title"
    CONTEST = "contest"
    HONOUR = "honour"
    TRACK = "track"
    CERTIFICATE = "certificate"


HAPPENING_TITLES = {
    Happening.EMPLOYMENT: "工作",
    Happening.DIPLOMA: "学历",
    Happening.TRAINING: "培训",
    Happening.LEVEL: "技能等级",
    Happening.TITLE: "职称",
    Happening.CONTEST: "竞赛",
    Happening.HONOUR: "荣誉",
    Happening.TRACK: "培养计划",
    Happening.CERTIFICATE: "证书",
}

OTHERS_TELL = frozenset({"skill_level", "award"})
"""证书种类里另有记录的：等级和竞赛名次各有一行，不重复写。工作室、宣讲等经历由证书带入。"""


@dataclass(frozen=True)
class Moment:
    """One line of a time line. `whole_year`: only the year is known. `certificate_id`: the paper that proves it."""

    day: date
    sort: Happening
    text: str
    whole_year: bool = False
    certificate_id: int | None = None


def timeline_of(person: Person) -> list[Moment]:
    """Everything on record about a person, the newest first; what has no day is left out."""
    tellers = (_employments, _diplomas, _levels, _titles, _contests, _honours, _trainings, _tracks, _certificates)
    moments = [moment for tell in tellers for moment in tell(person)]
    return sorted(moments, key=lambda moment: (moment.day, moment.sort), reverse=True)


def _employments(person: Person) -> Iterator[Moment]:
    query = select(Employment).where(Employment.person_id == person.id).options(joinedload(Employment.organisation))
    for one in session.scalars(query):
        post = f"，任{one.post}" if one.post else ""
        yield Moment(one.begins, Happening.EMPLOYMENT, f"到{one.organisation.name}工作{post}")
        if one.ends:
            yield Moment(one.ends, Happening.EMPLOYMENT, f"离开{one.organisation.name}")


def _diplomas(person: Person) -> Iterator[Moment]:
    for one in session.scalars(select(Diploma).where(Diploma.person_id == person.id)):
        subject = f"{one.subject}专业" if one.subject else ""
        ended = "毕业" if one.graduated <= clock.today() else "预计毕业"
        yield Moment(one.graduated, Happening.DIPLOMA, f"{one.school}{subject}（{DIPLOMA_TITLES[one.kind]}）{ended}")


def _levels(person: Person) -> Iterator[Moment]:
    papers = {one.number: one.id for one in _papers(person) if one.kind == "skill_level"}
    for one in person.skill_levels:
        if one.awarded:
            text = f"{occupation_title(one.occupation_code)}{LEVEL_TITLES[one.level]}"
            yield Moment(one.awarded, Happening.LEVEL, text, certificate_id=papers.get(one.certificate_number))


def _titles(person: Person) -> Iterator[Moment]:
    for one in session.scalars(select(ProfessionalTitle).where(ProfessionalTitle.person_id == person.id)):
        speciality = f"（{one.speciality}）" if one.speciality else ""
        yield Moment(one.awarded, Happening.TITLE, f"{one.title}{speciality}，{TITLE_GRADE_TITLES[one.grade]}")


def _contests(person: Person) -> Iterator[Moment]:
    standing = ContestPlacing.withdrawn_on.is_(None)
    for one in session.scalars(select(ContestPlacing).where(ContestPlacing.person_id == person.id, standing)):
        prize = f"，{one.prize}" if one.prize else ""
        text = f"{one.contest} {one.event}第 {one.place} 名（共 {one.entrants} 名）{prize}"
        yield Moment(one.decided_on, Happening.CONTEST, text)


def _honours(person: Person) -> Iterator[Moment]:
    for one in session.scalars(select(Honour).where(Honour.person_id == person.id, Honour.withdrawn_on.is_(None))):
        document = f"（{one.document}）" if one.document else ""
        day, whole_year = one.awarded_on or date(one.year, 12, 31), one.awarded_on is None
        yield Moment(day, Happening.HONOUR, f"{one.called}{document}", whole_year=whole_year)


def _trainings(person: Person) -> Iterator[Moment]:
    query = select(Enrolment).where(Enrolment.person_id == person.id, Enrolment.completed.is_(True))
    for one in session.scalars(query.options(joinedload(Enrolment.training))):
        yield Moment(one.training.ends, Happening.TRAINING, f"{one.training.title}结业，{one.attended} 学时")


def _tracks(person: Person) -> Iterator[Moment]:
    query = select(TrackMember).where(TrackMember.person_id == person.id).options(joinedload(TrackMember.track))
    for one in session.scalars(query):
        yield Moment(one.joined, Happening.TRACK, f"进入“{one.track.title}”")
        if one.left_on and one.destination:
            text = f"从“{one.track.title}”出组：{DESTINATION_TITLES[one.destination]}"
            yield Moment(one.left_on, Happening.TRACK, text)


def _certificates(person: Person) -> Iterator[Moment]:
    for one in _papers(person):
        if one.kind in OTHERS_TELL or one.issued_at is None:
            continue
        spoilt = "" if one.state is CertificateState.ISSUED else f"（{STATE_TITLES[one.state]}）"
        day = clock.in_shanghai(one.issued_at).date()
        yield Moment(
            day, Happening.CERTIFICATE, f"{all_kinds()[one.kind].NAME} {one.number}{spoilt}", certificate_id=one.id
        )


def _papers(person: Person) -> list[Certificate]:
    """The certificates a person holds that the public may know of, without superseded versions."""
    known = PUBLIC_STATES - {CertificateState.SUPERSEDED}
    held = select(Certificate).where(Certificate.holder_id == person.id, Certificate.state.in_(known))
    return list(session.scalars(held))
