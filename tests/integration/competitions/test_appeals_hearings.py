"""Hearings: a date that cannot be is refused where the arbitrator types it."""

from datetime import UTC, datetime

from flask import Flask

from competitions.appeals.ruling import accept_appeal
from foundation import clock
from foundation.database import session, transaction
from tests.factories import people, results
from tests.factories.appeals import arbitrator, submitted

ENDED = datetime(2026, 11, 20, 4, tzinfo=UTC)


def test_call_hearing_before_the_appeal_was_made_is_refused(app: Flask):
    with clock.frozen(ENDED):
        contest = results.judged(results.FIVE_APART)
        appeal, judge = submitted(contest), arbitrator(contest)
        with transaction():
            accept_appeal(appeal, by=judge)
        desk = people.sign_in(app.test_client(), judge)
        typed = {"at": "2020-01-01T09:00", "place": "二号会议室", "submission_key": "a"}
        answer = desk.post(f"/appeals/{appeal.id}/hearing", data=typed)
        assert (answer.status_code, "听证不能早于提出申诉的时间" in answer.text) == (422, True)
        session.expire_all()
        assert appeal.hearing is None
        typed |= {"at": "2026-11-20T15:00", "submission_key": "b"}
        assert desk.post(f"/appeals/{appeal.id}/hearing", data=typed).location == f"/appeals/{appeal.id}"
