"""Pages about who belongs to a studio, who leads it, and which names it bears."""

from flask import request
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import transaction
from foundation.forms import ReasonForm, answering, text_of
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.registry import operations_members as operations
from studios.registry import operations_namings as namings
from studios.registry.forms import EndingForm, LeaderForm, LeavingForm, MemberForm, MemberRoleForm, NamingForm
from studios.registry.models import LeaderTerm, Studio, StudioMember, StudioNaming
from studios.registry.routes import KEEP, bp, edited_studio, form_page, part_of, saved
from studios.registry.rules import MemberRole, NamingLevel

MEMBERS, LEADER, NAMINGS = "members", "leader", "namings"


@bp.route("/studios/<int:studio_id>/members/new", methods=["GET", "POST"])
@requires(*KEEP)
def add_member(studio_id: int) -> ResponseReturnValue:
    """Take somebody into the studio."""
    studio, form = edited_studio(studio_id), MemberForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            person = operations.person_for(studio.organisation, form.name.data, text_of(form.document_number))
            operations.add_member(studio, person, form.facts(), by=acting())
            return saved(studio_id, f"已登记{person.name}。", MEMBERS)
    return form_page(form, "登记成员", studio)


@bp.route("/studios/<int:studio_id>/members/<int:member_id>/edit", methods=["GET", "POST"])
@requires(*KEEP)
def edit_member(studio_id: int, member_id: int) -> ResponseReturnValue:
    """Change what a member does."""
    studio = edited_studio(studio_id)
    member = part_of(studio, StudioMember, member_id)
    form = MemberRoleForm(obj=member)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_member(member, MemberRole(form.role.data), text_of(form.duty), by=acting())
            return saved(studio_id, part=MEMBERS)
    return form_page(form, "修改成员分工", studio, lead=member.person.name)


@bp.route("/studios/<int:studio_id>/members/<int:member_id>/end", methods=["GET", "POST"])
@requires(*KEEP)
def end_membership(studio_id: int, member_id: int) -> ResponseReturnValue:
    """Write down that a member left."""
    studio = edited_studio(studio_id)
    member = part_of(studio, StudioMember, member_id)
    form = LeavingForm(day=clock.today())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.end_membership(member, form.leaving(), by=acting())
            return saved(studio_id, "已登记退出，此前的经历和成果保留。", MEMBERS)
    return form_page(form, "成员退出", studio, lead=member.person.name)


@bp.post("/studios/<int:studio_id>/members/<int:member_id>/reopen")
@requires(*KEEP)
def reopen_membership(studio_id: int, member_id: int) -> ResponseReturnValue:
    """Take back that a member left, with a reason."""
    member = part_of(edited_studio(studio_id), StudioMember, member_id)
    with transaction():
        operations.reopen_membership(member, by=acting(), reason=ReasonForm().reason.data or "")
        return saved(studio_id, "已更正：没有退出，仍是成员。原来的登记在操作日志里。", MEMBERS)


@bp.post("/studios/<int:studio_id>/members/<int:member_id>/remove")
@requires(*KEEP)
def remove_member(studio_id: int, member_id: int) -> ResponseReturnValue:
    """Take back what was written down by mistake, with a reason."""
    member = part_of(edited_studio(studio_id), StudioMember, member_id)
    with transaction():
        operations.remove_member(member, by=acting(), reason=ReasonForm().reason.data or "")
        return saved(studio_id, "已删除登记错的成员。", MEMBERS)


@bp.route("/studios/<int:studio_id>/leader", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def change_leader(studio_id: int) -> ResponseReturnValue:
    """Pass the lead on."""
    studio = edited_studio(studio_id)
    form = LeaderForm(day=clock.today())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            name, unit = text_of(form.name), studio.organisation
            successor = operations.person_for(unit, name, text_of(form.document_number)) if name else None
            operations.change_leader(studio, successor, form.leaving(), by=acting())
            return saved(studio_id, "领衔人已变更，原领衔人的任期保留在档案里。", LEADER)
    now = f"现任领衔人：{studio.leader.name}" if studio.leader else "目前没有领衔人"
    return form_page(form, "变更领衔人", studio, lead=now)


@bp.post("/studios/<int:studio_id>/terms/<int:term_id>/reopen")
@requires(Permission.STUDIO_EDIT)
def reopen_term(studio_id: int, term_id: int) -> ResponseReturnValue:
    """Take back the latest change of leader, with a reason."""
    term = part_of(edited_studio(studio_id), LeaderTerm, term_id)
    with transaction():
        operations.reopen_term(term, by=acting(), reason=ReasonForm().reason.data or "")
        return saved(studio_id, "已更正：领衔人没有变更。原来的登记在操作日志里。", LEADER)


@bp.route("/studios/<int:studio_id>/namings/new", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def record_naming(studio_id: int) -> ResponseReturnValue:
    """Write a name down from its document (`?level=` chooses which)."""
    studio, form = edited_studio(studio_id), NamingForm(level=request.args.get("level"))
    del form.reason
    _offer_levels(form, studio)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            namings.record_naming(studio, form.facts(), by=acting())
            return saved(studio_id, "命名已登记。", NAMINGS)
    return form_page(form, "登记命名", studio, lead="照命名文件填写；本系统申报评审产生的命名会自动登记。")


@bp.route("/studios/<int:studio_id>/namings/<int:naming_id>/correct", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def correct_naming(studio_id: int, naming_id: int) -> ResponseReturnValue:
    """Put right what was written down wrongly, with the reason."""
    studio = edited_studio(studio_id)
    naming = part_of(studio, StudioNaming, naming_id)
    form = NamingForm(obj=naming)
    _offer_levels(form, studio, naming.level)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            namings.correct_naming(naming, form.facts(), by=acting(), reason=text_of(form.reason))
            return saved(studio_id, "已更正，原来的内容在操作日志里。", NAMINGS)
    return form_page(form, "更正命名", studio, lead=naming.title)


@bp.route("/studios/<int:studio_id>/namings/<int:naming_id>/end", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def end_naming(studio_id: int, naming_id: int) -> ResponseReturnValue:
    """Write down that a name is borne no longer."""
    studio = edited_studio(studio_id)
    naming = part_of(studio, StudioNaming, naming_id)
    form = EndingForm(ended_on=clock.today())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            namings.end_naming(naming, form.ended_on.data, by=acting(), reason=text_of(form.reason))
            return saved(studio_id, "命名已结束。", NAMINGS)
    return form_page(form, "结束命名", studio, lead=naming.title)


def _offer_levels(form: NamingForm, studio: Studio, present: NamingLevel | None = None) -> None:
    """Offer the levels that the signed-in officer may write down, and the one that stands there."""
    form.level.choices = {
        level: title
        for level, title in form.level.choices.items()
        if level is present or namings.may_name(studio.organisation_path, level, acting())
    }
