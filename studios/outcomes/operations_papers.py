"""Papers that prove an outcome, and the units that use it."""

from datetime import date

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.evidence import keep_evidence
from people.accounts.models import Account
from people.organisations.queries import find_organisation
from studios.outcomes.models import Adoption, Outcome, OutcomePaper
from studios.outcomes.rules import EDITABLE, OutcomeState

MOST_PAPERS = 12


def add_paper(outcome: Outcome, title: str, content: bytes, *, by: Account) -> OutcomePaper:
    """Keep a file that proves the outcome. Raises `Refused` for what is neither PDF nor picture."""
    lock(outcome)
    if outcome.state not in EDITABLE:
        raise Refused("这项成果已经确认或撤销，不能再添加材料。")
    if len(outcome.papers) >= MOST_PAPERS:
        raise Refused(f"最多 {MOST_PAPERS} 份材料，请合并成一个 PDF 再上传。")
    kept = keep_evidence(content, f"outcome-{outcome.id}", by_id=by.id)
    paper = OutcomePaper(outcome=outcome, title=title, file=kept)
    session.add(paper)
    audit.record("add_paper", outcome, by=by, changes={"papers": (None, title)})
    return paper


def remove_paper(paper: OutcomePaper, *, by: Account) -> None:
    """Take a file out again, before the outcome is confirmed."""
    outcome = lock(paper.outcome)
    if outcome.state not in EDITABLE:
        raise Refused("这项成果已经确认或撤销，不能再删除材料。")
    audit.record("remove_paper", outcome, by=by, changes={"papers": (paper.title, None)})
    session.delete(paper)


def add_adoption(outcome: Outcome, unit_name: str, since: date, content: bytes, *, by: Account) -> Adoption:
    """Another unit uses a confirmed outcome since a day, as its proof of use says.

    Raises `Refused` for a unit of the studios themselves, for one that is listed, and for days that cannot be.
    """
    lock(outcome)
    if outcome.state is not OutcomeState.CONFIRMED:
        raise Refused("单位确认以后才能登记推广应用。")
    own = {share.studio.organisation.name for share in outcome.shares}
    if unit_name in own:
        raise Refused("这是工作室自己的单位。推广应用只登记其他单位。", field="unit_name")
    if not outcome.made_on <= since <= clock.today():
        raise Refused("开始应用的日期应在成果完成之后、今天之前，请核对。", field="since")
    listed = select(Adoption.id).where(Adoption.outcome_id == outcome.id, Adoption.unit_name == unit_name)
    if session.scalar(listed) is not None:
        raise Refused("这个单位已经登记过了。", field="unit_name")
    kept = keep_evidence(content, f"adoption-{outcome.id}", by_id=by.id)
    adoption = Adoption(
        outcome=outcome, organisation=find_organisation(unit_name), unit_name=unit_name, since=since, file=kept
    )
    session.add(adoption)
    audit.record("add_adoption", outcome, by=by, changes={"adoptions": (None, unit_name)})
    return adoption


def remove_adoption(adoption: Adoption, *, reason: str, by: Account) -> None:
    """Take out a unit that was listed by mistake."""
    if not reason.strip():
        raise Refused("请写明移除的原因。")
    changes = {"adoptions": (adoption.unit_name, None)}
    audit.record("remove_adoption", adoption.outcome, by=by, reason=reason, changes=changes)
    session.delete(adoption)
