"""Pages for those who hold certificates."""

from flask import Blueprint, render_template

from certificates.holdings.queries import own_certificates_visible_to
from certificates.kinds import all_kinds, facts_from_json
from foundation.database import session
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("holdings", __name__)


@bp.get("/my/certificates")
@requires(Permission.OWN_READ)
def list_my_certificates():
    """One's own certificates, for a phone in one hand."""
    certificates = session.scalars(own_certificates_visible_to(acting())).all()
    papers = [(one, facts_from_json(one.kind, one.facts)) for one in certificates]
    return render_template("certificates/holdings/list_my_certificates.html", papers=papers, kinds=all_kinds())
