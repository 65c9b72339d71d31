"""更正: proposed by one person, looked at, and applied by another; nothing else changes a standing result."""

from collections.abc import Sequence

from certificates.issuing.models import Certificate
from certificates.validity.operations import revoke_certificate
from competitions.planning.models import Stage
from competitions.planning.rules import StageState
from competitions.registration.models import StageEntrant
from competitions.results.changes import Change, from_json, to_json
from competitions.results.impact import Difference, impact_on_teams
from competitions.results.models import ResultVersion
from competitions.results.models_corrections import Correction
from competitions.results.operations import calculated, freeze_computed, store_version
from competitions.results.placings import withdraw_placings
from competitions.results.previewing import Preview, outcomes, preview, team_outcomes
from competitions.results.queries import heads_stage, standing_version
from competitions.results.queries_effects import certificates_in_force, entrants_of, next_stage
from competitions.results.rules import ResultState
from competitions.results.rules_corrections import (
    CorrectionBasis,
    reasons_against_applying,
    reasons_against_proposing,
)
from competitions.results.writing_down import write_changes
from foundation import audit, chain, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from notices.operations import void_notice
from notices.rules import NoticeState
from people.accounts.models import Account
from people.accounts.rules import Permission


def propose_correction(
    version: ResultVersion,
    changes: Sequence[Change],
    *,
    basis: CorrectionBasis,
    reason: str,
    reference: str = "",
    by: Account,
) -> Correction:
    """Propose a change of a standing result, and keep what it would do. Nothing changes yet.

    Raises `Refused` if the version does not stand, nothing would differ, or no result can be computed that way.
    """
    lock(version.stage)
    standing = standing_version(version.stage) is version
    _refuse_for(reasons_against_proposing(standing=standing, changes=changes, differs=True))
    seen = preview(version, changes)
    _refuse_for(reasons_against_proposing(standing=standing, changes=changes, differs=not seen.alike))
    correction = Correction(
        version=version,
        basis=basis,
        reference=reference,
        reason=reason.strip(),
        changes=to_json(changes),
        preview=seen.effects.to_json(),
        proposed_by=by,
    )
    session.add(correction)
    audit.record("propose_correction", correction, by=by, reason=correction.reason)
    return correction


def preview_of(correction: Correction) -> Preview:
    """What the proposal would do now. Raises `Refused` if no result can be computed that way any more."""
    return preview(correction.version, from_json(correction.changes))


def apply_correction(correction: Correction, *, seen: str, by: Account) -> ResultVersion:
    """Make a proposal true: the marks as new sealed versions of their sheets, and a new frozen version of the result.

    `seen` is the fingerprint of the preview that `by` looked at: Raises `Refused` if it is not what would happen now,
    if anything is open again, or the version no longer stands. Certificates that are no longer true are revoked.
    """
    stage = lock(correction.version.stage)
    lock(correction)
    lock(correction.version)
    if not may_decide(by, stage):
        raise NotAllowed
    version, changes = correction.version, from_json(correction.changes)
    now = preview(version, changes)
    _refuse_for(_reasons_against(correction, now, by))
    if now.fingerprint != seen:
        raise Refused("您核对之后，这份更正的影响有变化，没有批准。请核对下面最新的影响，再决定是否批准。")
    write_changes(stage, changes, reason=correction.reason, proposed_by=correction.proposed_by, by=by)
    session.flush()
    made = store_version(stage, calculated(stage), number=version.number + 1, by=by)
    _require_as_seen(now, version, made)
    correction.preview = now.effects.to_json()
    correction.made, correction.decided_by, correction.decided_at = made, by, clock.now()
    advance(correction, "apply_correction", by=by, reason=correction.reason)
    _take_down(version, correction, now.effects.entries, by)
    freeze_computed(made, by=by)
    facts = {"correction": correction.id, "version": version.number, "made": made.number, "digest": made.digest}
    chain.append(f"stage:{stage.id}", "correction", facts)
    return made


def cancel_correction(correction: Correction, *, reason: str, by: Account) -> None:
    """Drop a proposal, with a reason; the result stays as it stands."""
    lock(correction)
    if correction.proposed_by_id != by.id and not may_decide(by, correction.version.stage):
        raise NotAllowed
    correction.decision, correction.decided_at, correction.decided_by = reason.strip(), clock.now(), by
    advance(correction, "cancel_correction", by=by, reason=reason)


def may_decide(account: Account, stage: Stage) -> bool:
    """Whether `account` may apply a correction: the officers who publish the result, and the stage's chief judges."""
    return account.may_at(Permission.RESULT_PUBLISH, stage.organisation_path) or heads_stage(account, stage)


def _reasons_against(correction: Correction, now: Preview, by: Account) -> list[str]:
    version = correction.version
    following = next_stage(version.stage)
    signed = correction.basis is CorrectionBasis.APPEAL or any(
        heads_stage(person, version.stage) for person in (correction.proposed_by, by)
    )
    return reasons_against_applying(
        standing=standing_version(version.stage) is version,
        same_person=correction.proposed_by_id == by.id,
        signed_by_chief=signed,
        next_stage_drawn=following is not None and following.state is not StageState.PLANNED,
        promotions_change=version.state is ResultState.FINAL
        and any(one.gains_promotion or one.loses_promotion for one in now.effects.entries),
    )


def _require_as_seen(now: Preview, version: ResultVersion, made: ResultVersion) -> None:
    """The result computed from what was written must be the one that was worked out beside it, also for the teams."""
    labels = {line.entry_id: str(line.entry_id) for line in version.lines}
    ranks = {one.key: one for one in outcomes(version.stage, version.lines, labels)}
    ranks |= {one.after.key: one.after for one in now.effects.entries}
    for one in outcomes(version.stage, made.lines, labels):
        expected = ranks[one.key]
        if (one.total, one.score_rank, one.award_rank, one.award) != (
            expected.total,
            expected.score_rank,
            expected.award_rank,
            expected.award,
        ):
            raise RuntimeError(f"correction of version {version.id}: entry {one.key} is not as previewed")
    if impact_on_teams(team_outcomes(version), team_outcomes(made)) != now.effects.teams:
        raise RuntimeError(f"correction of version {version.id}: the teams are not as previewed")


def _take_down(version: ResultVersion, correction: Correction, effects: Sequence[Difference], by: Account) -> None:
    """The old version no longer stands: its notice says why, untrue certificates are revoked, entrants follow."""
    was_final = version.state is ResultState.FINAL
    version.reason = correction.reason
    advance(version, "apply_correction", by=by, reason=correction.reason)
    if version.notice and version.notice.state is not NoticeState.VOIDED:
        void_notice(version.notice, reason=f"成绩更正：{correction.reason}", by=by)
    void = {number for one in effects for number in one.certificates}
    for certificate in _held(version.stage):
        if certificate.number in void:
            revoke_certificate(certificate, reason=f"成绩更正：{correction.reason}", by=by)
    if was_final:
        withdraw_placings(version, reason=correction.reason, by=by)
        _send_on_anew(version.stage, effects)


def _held(stage: Stage) -> list[Certificate]:
    return [certificate for held in certificates_in_force(stage).values() for certificate in held]


def _send_on_anew(stage: Stage, effects: Sequence[Difference]) -> None:
    following = next_stage(stage)
    if following is None:
        return
    entrants = entrants_of(following)
    for one in effects:
        entry_id = int(one.after.key)
        if one.gains_promotion and entry_id not in entrants:
            session.add(StageEntrant(stage_id=following.id, entry_id=entry_id))
        elif one.loses_promotion and entry_id in entrants:
            session.delete(entrants[entry_id])


def _refuse_for(reasons: Sequence[str]) -> None:
    if reasons:
        raise Refused(reasons[0], reasons=reasons)
