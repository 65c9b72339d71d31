"""Where members rate their union or its chair, on the phone, and read what came of it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.models import Person
from studios.evaluations import operations, queries
from studios.evaluations.forms import rating_form
from studios.evaluations.models import EvaluationSubject
from studios.evaluations.routes import bp
from studios.evaluations.rules import EvaluationState


@bp.get("/evaluations")
@requires(Permission.BALLOT_CAST)
def list_my_evaluations() -> ResponseReturnValue:
    """What one may rate, and the results of what is over."""
    person = _person()
    subjects = session.scalars(queries.subjects_rated_by(person)).all()
    closed = {one.evaluation for one in subjects if one.evaluation.state is EvaluationState.CLOSED}
    results = {result.subject.id: result for one in closed for result in queries.results_of(one)}
    return render_template(
        "studios/evaluations/list_my_evaluations.html",
        subjects=subjects,
        rated=queries.rated_subjects(person),
        results=results,
        today=clock.today(),
    )


@bp.route("/evaluations/<int:subject_id>/rate", methods=["GET", "POST"])
@requires(Permission.BALLOT_CAST)
def rate_subject(subject_id: int) -> ResponseReturnValue:
    """Rate one's union or its chair."""
    person = _person()
    subject = fetch(queries.subjects_rated_by(person).where(EvaluationSubject.id == subject_id))
    form = rating_form(subject.evaluation.member_rubric.rubric)
    if form.validate_on_submit():
        with answering(form), transaction():
            operations.rate_subject(subject, person, form.findings(), by=acting())
            flash("测评已收到，谢谢参与。", "success")
            return redirect(url_for(".list_my_evaluations"))
    closed = operations.rating_reasons(subject, person)
    page = render_template("studios/evaluations/rate_subject.html", form=form, subject=subject, closed=closed)
    return page, 422 if form.errors else 200


def _person() -> Person:
    person = acting().person
    if person is None:
        raise NotFound
    return person
