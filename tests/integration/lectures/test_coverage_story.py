"""A lecture is planned, held and listened to: coverage, the next places and the figures change, each on its own."""

import io
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from python_calamine import CalamineWorkbook

from foundation import clock
from foundation.database import session
from lectures.attendance.models import CheckIn, HeadCount, OnlineFigures
from lectures.attendance.queries import attendance_figures
from lectures.attendance.rules import CheckInMethod
from lectures.coverage.queries import LectureFilter, lectures_in_view, lectures_matching
from lectures.coverage.queries_figures import figures_by, figures_of
from lectures.coverage.queries_next import proposals_for
from lectures.coverage.queries_reach import CoverageView, reach_counts, reach_rows
from lectures.coverage.queries_share import places_without_workers, share_rows
from lectures.coverage.rules import Dimension, Reach, ShareOf
from lectures.coverage.rules_figures import COLUMNS, Figures, FiguresBy
from lectures.feedback.queries import satisfaction_together
from lectures.menus.rules import LectureMode
from lectures.places.models import Place
from lectures.places.rules import VenueKind
from lectures.tours.models import Lecture
from lectures.tours.queries import held
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from tests.factories import lectures, lectures_feedback, people
from tests.factories.lectures import kept


def hold(lecture: Lecture) -> None:
    """It took place."""
    lecture.state = LectureState.HELD
    session.commit()


@dataclass
class Ground:
    """A district with a factory in an estate, a school and a square, and one lecture planned at two of them."""

    keeper: Organisation
    hall: Place
    lecture: Lecture
    officer: Account

    @property
    def view(self) -> CoverageView:
        return CoverageView([self.keeper.path], 2026)


def ground(now: datetime) -> Ground:
    """The factory's hall was reached last year; nobody has been anywhere else."""
    keeper = lectures.district()
    factory = people.organisation("示例机械公司工会", keeper)
    school = people.organisation("示例中学", keeper, kind=OrganisationKind.SCHOOL)
    estate = lectures.place(keeper, kind=VenueKind.ESTATE, name="示例工业园", workers=2000)
    hall = lectures.place(keeper, factory, estate=estate, workers=500, street="东街", name="职工之家")
    lectures.place(keeper, school, kind=VenueKind.SCHOOL, workers=0, street="西街", name="报告厅")
    square = lectures.place(keeper, kind=VenueKind.COMMUNITY, workers=0, latitude=None, longitude=None, name="广场")
    tour = lectures.tour(keeper)
    lecture = lectures.lecture(tour, places=[hall, square], at=now + timedelta(days=1))
    lectures.lecture(tour, places=[hall], at=now - timedelta(days=300), state=LectureState.HELD)
    return Ground(keeper, hall, lecture, people.account(Role.DISTRICT_OFFICER, keeper))


def reaches(view: CoverageView, dimension: Dimension) -> dict[str, Reach]:
    return {row.title: row.reach for row in reach_rows(view, dimension)}


def test_coverage_changes_once_a_lecture_is_held(app, client, clock):
    town = ground(clock("2026-06-01 09:00"))
    view = town.view
    unseen = {"报告厅": Reach.NEVER, "示例工业园": Reach.NEVER}
    assert reaches(view, Dimension.PLACE) == unseen | {"职工之家": Reach.PLANNED, "广场": Reach.PLANNED}
    assert [one.candidate.name for one in proposals_for(view)] == ["报告厅", "示例工业园"]
    hold(town.lecture)
    assert reaches(view, Dimension.PLACE) == unseen | {"职工之家": Reach.REACHED, "广场": Reach.REACHED}
    proposed = {one.candidate.name: one.reasons[0].words for one in proposals_for(view)}
    assert proposed["职工之家"] == "上次是 2026-06-02，满 0 年" and proposed["报告厅"] == "从未去过"
    (district,) = reach_rows(view, Dimension.DISTRICT)
    assert (district.places, district.reached_places, district.held, district.planned) == (4, 2, 1, 0)
    assert reaches(view, Dimension.UNIT) == {"示例机械公司工会": Reach.REACHED}
    assert reach_counts(reach_rows(view, Dimension.UNIT)) == {Reach.REACHED: 1, Reach.PLANNED: 0, Reach.NEVER: 0}
    assert reaches(view, Dimension.SCHOOL) == {"示例中学": Reach.NEVER}
    streets = {"西街": Reach.NEVER, "东街": Reach.REACHED, "示例街道": Reach.REACHED}
    assert reaches(view, Dimension.STREET) == streets
    (park,) = reach_rows(view, Dimension.ESTATE)
    assert (park.title, park.held, park.places) == ("示例工业园", 1, 2)
    bare = people.organisation("没有场所的区总工会", town.keeper.parent, kind=OrganisationKind.DISTRICT_FEDERATION)
    city = CoverageView([town.keeper.parent.path], 2026)
    assert reaches(city, Dimension.DISTRICT) == {bare.name: Reach.NEVER, town.keeper.name: Reach.REACHED}
    paths = [town.keeper.path]
    others = CoverageView(paths, 2025), CoverageView(paths, None), CoverageView(paths, 2026, "焊接")
    assert [reach_rows(other, Dimension.DISTRICT)[0].held for other in others] == [1, 2, 0]
    page = people.sign_in(client, town.officer).get("/lectures/coverage?by=place&reach=not-yet").text
    assert "报告厅" in page and "职工之家" not in page.partition("<tbody>")[2].partition("</tbody>")[0]
    for dimension in Dimension:
        rows = client.get(f"/lectures/coverage?year=all&by={dimension.value}").text
        links = re.findall(r'class="num"><a href="([^"]*)">(\d+)</a>', rows)
        listed = [client.get(address.replace("&amp;", "&")).text for address, _ in links]
        assert [f"共 {count} 条" in page for (_, count), page in zip(links, listed, strict=True)] == [True] * len(links)
        assert links or dimension is Dimension.SCHOOL
    table = client.get(f"/lectures/places/{town.hall.id}/lectures").text
    assert "已举办 2 场" in table and "没有计划中的场次" in table


def test_fair_share_names_what_is_missing_and_counts_nobody_twice(app, clock):
    town = ground(clock("2026-06-01 09:00"))
    assert share_rows(town.view, ShareOf.DISTRICT)[0].lectures.count == 0
    hold(town.lecture)
    for name, point in (("林示例", town.lecture.points[0]), ("周示例", None), ("吴示例", town.lecture.points[1])):
        person = people.person(name, town.hall.host)
        at = {"point": point, "method": CheckInMethod.HOST}
        kept(CheckIn(lecture=town.lecture, person=person, by=town.officer, **at))
    (share,) = share_rows(town.view, ShareOf.DISTRICT)
    assert str(share.lectures) == "1 ÷ 2000 × 1000 = 0.50"
    assert (str(share.attendances), share.missing) == ("2 ÷ 2000 × 1000 = 1.0", 2)
    assert {one.name for one in session.scalars(places_without_workers(town.view))} == {"报告厅", "广场"}
    kinds = {row.title: row for row in share_rows(town.view, ShareOf.KIND)}
    assert kinds["企业"].lectures.value == Decimal("2.00")
    assert (kinds["社区"].lectures.value, kinds["社区"].held_missing) == (None, 1)
    assert [row.title for row in share_rows(town.view, ShareOf.STREET)] == ["示例街道", "东街", "西街"]


def listened(now: datetime) -> tuple[Account, Lecture, Lecture]:
    """One lecture at two places and one online, both over but not yet said to be held; one planned, one cancelled."""
    keeper = lectures.district()
    unit, officer = people.organisation("示例机械公司工会", keeper), people.account(Role.DISTRICT_OFFICER, keeper)
    tour, cloud = lectures.tour(keeper, title="巡讲甲"), lectures.tour(keeper, title="云讲堂乙", theme="")
    hall, school = lectures.place(keeper, unit), lectures.place(keeper, unit, kind=VenueKind.SCHOOL)
    first = lectures.lecture(tour, places=[hall, school], at=now - timedelta(hours=3))
    online: dict[str, Any] = {"mode": LectureMode.ONLINE, "stream_url": "https://stream.example/1"}
    second = lectures.lecture(cloud, at=now - timedelta(hours=2), **online)
    planned = lectures.lecture(tour, places=[hall], at=now + timedelta(days=1))
    lectures.lecture(tour, places=[hall], state=LectureState.CANCELLED, cancel_reason="停电", at=now)
    came = lectures_feedback.listeners(first, unit, 6, officer)
    for person in came[:2]:
        kept(CheckIn(lecture=second, person=person, method=CheckInMethod.ONLINE, by=officer))
    lectures_feedback.listeners(planned, unit, 1, officer)
    kept(HeadCount(lecture=first, point=first.points[1], heads=40, reason="广场听众", counted_by=officer))
    kept(OnlineFigures(lecture=second, source="平台", views=900, viewers=300, noted_by=officer))
    for one, stars, said in ((first, 4, came[:5]), (second, 1, came[:1])):
        lectures.released(one)
        for person in said:
            lectures_feedback.answer(one, person, stars=stars)
    return officer, first, second


def test_figures_are_each_of_their_own_kind(app, clock):
    officer, first, second = listened(clock("2026-06-01 09:00"))
    in_view = lectures_in_view(officer)
    assert figures_of(in_view) == Figures(planned=3, cancelled=1)
    hold(first)
    hold(second)
    whole = figures_of(in_view)
    assert whole == Figures(1, 2, 1, 8, 6, 40, 900, 300, answers=6, stars=80, marks=20)
    rows = {row.title: row.figures for row in figures_by(in_view, FiguresBy.TOUR)}
    assert (rows["巡讲甲"].persons, rows["云讲堂乙"].persons, whole.persons) == (6, 2, 6)
    assert (rows["巡讲甲"].attendances, rows["云讲堂乙"].attendances) == (6, 2)
    done = attendance_figures(held(in_view))
    assert (done.lectures, done.attendances, done.persons, done.heads) == (2, 8, 6, 40)
    assert (done.views, done.viewers) == (whole.views, whole.viewers)
    assert whole.satisfaction == satisfaction_together([first.id, second.id]).mean == Decimal("4.00")
    kinds = {row.title: row.figures.held for row in figures_by(in_view, FiguresBy.KIND)}
    assert kinds == {"企业": 1, "校园": 1, "没有场所（线上等）": 1}
    assert [row.title for row in figures_by(in_view, FiguresBy.THEME)] == ["工匠精神", "没有写主题"]
    assert figures_of(lectures_matching(in_view, LectureFilter(year=2026, nowhere=True))).held == 1


def test_every_figure_leads_to_the_lectures_that_it_counts(app, client, clock):
    officer, first, second = listened(clock("2026-06-01 09:00"))
    hold(first)
    hold(second)
    people.sign_in(client, officer)
    opened: dict[str, str] = {}
    for by in FiguresBy:
        page = client.get(f"/lectures/figures?by={by.value}").text
        cells = r'data-label="(\w+)（(\w+|%)）" class="num"><a href="([^"]*)">([\d.]+)</a>'
        found = re.findall(cells, page)
        assert {title for title, *_ in found} == {title for _, title, *_ in COLUMNS}, by
        for title, unit, address, count in found:
            if unit == "场" and address not in opened:
                opened[address] = client.get(address.replace("&amp;", "&")).text
            assert f"共 {count} 条" in opened[address] if unit == "场" else "state=held" in address, (title, address)
    book = client.get("/lectures/figures/export.xlsx?by=mode").data
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert sheet[-1] == ["合计（人数不重复计）", 1, 2, 1, 8, 6, 40, 900, 300, 6, 75, 4]


def test_pages_ask_as_many_questions_for_thirty_as_for_three(app, client, query_count):
    keeper = lectures.district()
    officer = people.account(Role.DISTRICT_OFFICER, keeper)
    people.sign_in(client, officer)
    tour, now = lectures.tour(keeper), clock.now()
    paths = ["/lectures/coverage", "/lectures/coverage?by=unit", "/lectures/coverage/share", "/lectures/coverage/next"]
    paths += ["/lectures/figures", "/lectures/figures?by=kind", "/lectures/figures/lectures"]
    paths += [
        f"{path}/export.xlsx" for path in ("/lectures/coverage", "/lectures/coverage/share", "/lectures/coverage/next")
    ]
    counted: dict[str, list[int]] = {}
    for most in (3, 27):
        for number in range(most):
            unit = people.organisation(f"示例{most}公司工会{number}", keeper)
            place = lectures.place(keeper, unit, workers=100 * (number % 2))
            lectures.lecture(tour, places=[place])
            lectures.lecture(tour, places=[place], at=now - timedelta(hours=number + 1), state=LectureState.HELD)
            lectures.place(keeper, unit, street=f"街道{number}")
        for path in paths:
            session.expire_all()
            with query_count() as statements:
                assert client.get(path).status_code == 200, path
            counted.setdefault(path, []).append(len(statements))
    assert {path: len(set(counts)) for path, counts in counted.items()} == dict.fromkeys(paths, 1), counted
    assert max(counts[0] for counts in counted.values()) <= 30, counted
    host = people.account(Role.ENTERPRISE_OFFICER, people.organisation("某公司工会", keeper))
    people.sign_in(client, host)
    assert {client.get(path).status_code for path in paths} == {403}
