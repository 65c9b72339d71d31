"""Award certificates of a final result: one for each person who competed in an awarded entry."""

from collections.abc import Iterator, Sequence

from certificates.designs.models import DesignVersion
from certificates.designs.queries import designs_usable_for
from certificates.issuing.requests import CertificateRequest
from certificates.kinds import award
from competitions.planning.rules import PartnerRole
from competitions.registration.rules import MemberPart
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.queries import lines_of
from competitions.results.queries_effects import certificates_in_force
from competitions.results.rules import placing_title
from foundation import clock
from foundation.errors import Refused

KIND = "award"


def certificate_series(version: ResultVersion) -> str:
    """证书系列代码：JX 加竞赛编号（至少四位）；年份和流水号由证书编号规则接在后面。"""
    return f"JX{version.stage.event.competition_id:04d}"


def certificate_subject(version: ResultVersion) -> str:
    """What a design made for this competition is used for."""
    return f"competition:{version.stage.event.competition_id}"


def certificate_designs(version: ResultVersion) -> Sequence[DesignVersion]:
    """The designs to choose from: what was made for the competition, then those of the body that issues, upward."""
    return designs_usable_for(KIND, version.stage.event.competition.organisation, certificate_subject(version))


def certificate_design(version: ResultVersion, chosen: int | None = None) -> DesignVersion | None:
    """The chosen design; None for the kind's own look. `chosen`: id of a design's version, 0 for the kind's own look,
    None for the best there is. Raises Refused for one that is not offered, or not in that version any more."""
    offered = certificate_designs(version)
    if chosen == 0:
        return None
    if chosen is None:
        return offered[0] if offered else None
    found = next((one for one in offered if one.id == chosen), None)
    if found is None:
        raise Refused("选的证书模板刚才被修改或停用了，没有制作。请重新选择模板，核对后再制作。")
    return found


def certificate_requests(version: ResultVersion) -> list[CertificateRequest]:
    """What to ask for: by category and rank. A team's paper names the team and all its contestants; no substitutes.

    Whoever holds a certificate of an earlier version keeps it: a correction revokes those that are no longer true.
    """
    holding = {
        (entry_id, certificate.holder_id)
        for entry_id, certificates in certificates_in_force(version.stage).items()
        for certificate in certificates
    }
    return [
        request
        for line in lines_of(version, members=True)
        if line.award
        for request in _requests_of(version, line)
        if request.holder is None or (line.entry_id, request.holder.id) not in holding
    ]


def _requests_of(version: ResultVersion, line: ResultLine) -> Iterator[CertificateRequest]:
    competed = [member.person for member in line.entry.members if member.part is not MemberPart.SUBSTITUTE]
    facts = _facts(version, line, tuple(person.name for person in competed))
    for person in competed:
        yield CertificateRequest(
            source=f"result-line:{line.id}:person:{person.id}",
            holder=person,
            holder_name=person.name,
            organisation=line.entry.organisation,
            facts=facts,
        )


def _facts(version: ResultVersion, line: ResultLine, names: tuple[str, ...]) -> award.Facts:
    event = version.stage.event
    organisers = tuple(one.name for one in event.competition.partners if one.role is PartnerRole.ORGANISER)
    return award.Facts(
        competition=event.competition.audit_label,
        event=event.title,
        group=line.category.title if len(event.categories) > 1 else "",
        holders=names,
        team=line.entry.title if len(names) > 1 else "",
        organisation=line.entry.organisation.name,
        award=line.award,
        placing=placing_title(line.award_rank) if line.award_rank else "",
        issuers=organisers or (event.competition.organisation.name,),
        issued_on=clock.today(),
        number="",
        verify_url="",
    )
