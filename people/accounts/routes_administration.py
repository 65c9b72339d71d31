"""Pages for keeping the accounts of one's organisations."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts import operations, queries
from people.accounts.access import acting, requires
from people.accounts.forms import CreateAccountForm, EditAccountForm, GrantRoleForm
from people.accounts.models import Account
from people.accounts.routes import bp
from people.accounts.rules import Permission, Role
from people.accounts.rules_signing_in import SLIP_DAYS, printed_slip_code
from people.organisations.models import Organisation
from people.organisations.queries import organisations_in, within
from people.persons.models import Person

ROLES = {role.value: role for role in Role}


@bp.get("/accounts")
@requires(Permission.ACCOUNT_EDIT)
def list_accounts() -> ResponseReturnValue:
    """The accounts of the organisations below, newest first."""
    query = queries.found_accounts(
        queries.accounts_visible_to(acting()),
        text=request.args.get("text", "").strip(),
        role=ROLES.get(request.args.get("role", "")),
        active={"yes": True, "no": False}.get(request.args.get("active", "")),
    )
    page = page_by_key(query, Account, after=request.args.get("after", type=int))
    return render_template("people/accounts/list_accounts.html", page=page, roles=Role)


@bp.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_EDIT)
def create_account() -> ResponseReturnValue:
    """Open an account; `person_id` in the address says whose, where it belongs to a person on record."""
    person = _person(request.values.get("person_id", type=int))
    form = CreateAccountForm(person_id=person.id if person else "")
    if person and request.method == "GET":
        form.display_name.data, form.organisation_id.data = person.name, person.employer_id
    form.offer_places(queries.grant_places(acting()))
    form.offer_roles(queries.roles_to_grant(acting()))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            account = operations.create_account(
                username=form.username.data,
                display_name=form.display_name.data,
                organisation=_organisation(form.organisation_id.data),
                role=form.role.data,
                person=person,
                by=acting(),
            )
            flash("账号已开通。请打印一次性密码条交给本人，首次登录用。")
            return redirect(url_for(".show_account", account_id=account.id))
    page = "people/accounts/create_account.html"
    return render_template(page, form=form, person=person), 422 if form.errors else 200


@bp.get("/accounts/<int:account_id>")
@requires(Permission.ACCOUNT_EDIT)
def show_account(account_id: int) -> ResponseReturnValue:
    """One account: its roles, its devices, and what can be done with it."""
    return _account_page(_account(account_id), _grant_form())


@bp.route("/accounts/<int:account_id>/edit", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_EDIT)
def edit_account(account_id: int) -> ResponseReturnValue:
    """Change what an account is called and where it belongs."""
    account = _account(account_id)
    form = EditAccountForm(obj=account)
    form.offer_places(queries.grant_places(acting()))
    if form.validate_on_submit():
        with answering(form), transaction():
            operations.edit_account(
                account,
                display_name=form.display_name.data,
                organisation=_organisation(form.organisation_id.data),
                version=form.version,
                by=acting(),
            )
            flash("已保存。")
            return redirect(url_for(".show_account", account_id=account_id))
    page = "people/accounts/edit_account.html"
    return render_template(page, form=form, account=account), 422 if form.errors else 200


@bp.post("/accounts/<int:account_id>/deactivate")
@requires(Permission.ACCOUNT_EDIT)
def deactivate_account(account_id: int) -> ResponseReturnValue:
    """Let nobody in by this account any more."""
    with transaction():
        operations.deactivate_account(_account(account_id), reason=request.form.get("reason", ""), by=acting())
    flash("账号已停用，它在各设备上的登录已经退出。")
    return redirect(url_for(".show_account", account_id=account_id))


@bp.post("/accounts/<int:account_id>/reactivate")
@requires(Permission.ACCOUNT_EDIT)
def reactivate_account(account_id: int) -> ResponseReturnValue:
    """Let the account in again."""
    with transaction():
        operations.reactivate_account(_account(account_id), reason=request.form.get("reason", ""), by=acting())
    flash("账号已恢复使用。")
    return redirect(url_for(".show_account", account_id=account_id))


@bp.post("/accounts/<int:account_id>/roles")
@requires(Permission.ACCOUNT_EDIT)
def grant_role(account_id: int) -> ResponseReturnValue:
    """Give one more role."""
    form = _grant_form()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            place = _organisation(form.organisation_id.data)
            operations.grant_role(_account(account_id), form.role.data, place, by=acting())
            flash("角色已授予，对方下一次打开页面时生效。")
            return redirect(url_for(".show_account", account_id=account_id))
    return _account_page(_account(account_id), form), 422


@bp.post("/accounts/<int:account_id>/roles/<int:grant_id>/revoke")
@requires(Permission.ACCOUNT_EDIT)
def revoke_role(account_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role away."""
    with transaction():
        account = _account(account_id)
        grant = next((grant for grant in account.grants if grant.id == grant_id), None)
        if grant is None:
            raise NotFound
        operations.revoke_role(account, grant, by=acting())
    flash("角色已收回。")
    return redirect(url_for(".show_account", account_id=account_id))


@bp.post("/accounts/<int:account_id>/slip")
@requires(Permission.ACCOUNT_EDIT)
def issue_slip(account_id: int) -> ResponseReturnValue:
    """A one-time slip to print. This answer is the only one that ever shows the code."""
    with transaction():
        account = _account(account_id)
        code = operations.issue_slip(account, by=acting())
    return render_template(
        "people/accounts/issue_slip.html", account=account, code=printed_slip_code(code), days=SLIP_DAYS
    )


def _account(account_id: int) -> Account:
    return fetch(queries.accounts_visible_to(acting()).where(Account.id == account_id))


def _organisation(organisation_id: int) -> Organisation:
    reach = organisations_in(acting().scope(Permission.ACCOUNT_EDIT))
    return fetch(reach.where(Organisation.id == organisation_id))


def _person(person_id: int | None) -> Person | None:
    """The person an account is for: only somebody whose record the officer may read anyway."""
    if person_id is None:
        return None
    reach = within(acting().scope(Permission.PERSON_READ))
    return fetch(select(Person).join(Person.employer).where(reach, Person.id == person_id))


def _grant_form() -> GrantRoleForm:
    form = GrantRoleForm()
    form.offer_places(queries.grant_places(acting()))
    form.offer_roles(queries.roles_to_grant(acting()))
    return form


def _account_page(account: Account, form: GrantRoleForm) -> str:
    return render_template(
        "people/accounts/show_account.html",
        account=account,
        form=form,
        sessions=session.scalars(queries.live_sessions(account)).all(),
        in_hand=account.id != acting().id and queries.outranks(acting(), account),
    )
