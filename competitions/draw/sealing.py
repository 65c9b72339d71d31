"""Who keeps the mappings of a draw (加密), every look at them, and opening them layer by layer before a witness (解密).

From the draw on a mapping is hidden from everybody. Its officer seals it with his own log-in; from then on he alone may
look, and each look is in the audit log and in the stage's hash-chained log.
"""

from collections.abc import Sequence

from sqlalchemy import Select

from competitions.draw.models import MappingLook, Place, SealedMapping
from competitions.draw.queries import log_of, places_of
from competitions.draw.queries_mappings import (
    anonymisers_available_to,
    knows_another_layer,
    mappings_drawn_by,
    mappings_witnessed_by,
    raters_of,
)
from competitions.draw.rules import (
    REQUEST_LASTS,
    appointment_fault,
    reasons_against_opening,
)
from competitions.planning.models import Stage
from competitions.planning.rules import StageState
from foundation import audit, chain, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account


def appoint_anonymiser(mapping: SealedMapping, account: Account, *, by: Account) -> None:
    """Ask `account` to keep this layer. Raises `Refused` if it rates in the stage or knows another layer."""
    if not _among(mappings_drawn_by(by), mapping):
        raise NotAllowed
    lock(mapping.draw.stage)
    if lock(mapping).sealed_at is not None:
        raise Refused("这一层已经封存。如需换人，请先写明原因，解除原加密裁判的保管。", field="account")
    if session.scalars(anonymisers_available_to(by).where(Account.id == account.id)).one_or_none() is None:
        raise Refused("请从列表中选择本级的裁判员或经办人。", field="account")
    _refuse_unfit(mapping, account)
    before = mapping.officer.display_name if mapping.officer else None
    mapping.officer = account
    audit.record("appoint_anonymiser", mapping, by=by, changes={"officer": (before, account.display_name)})


def seal_mapping(mapping: SealedMapping, *, by: Account) -> None:
    """The officer takes the mapping into his keeping: from now on only he can look, until it is opened."""
    stage = lock(mapping.draw.stage)
    _require_keeper(lock(mapping), by)
    if mapping.sealed_at is not None:
        raise Refused("这一层您已经封存，不用重复操作。")
    _refuse_unfit(mapping, by)
    mapping.sealed_at = clock.now()
    audit.record("seal_mapping", mapping, by=by)
    facts = {"officer": by.id, "commitment": mapping.commitment}
    chain.append(log_of(stage), "seal_mapping", _facts(mapping) | facts)


def look_at_mapping(mapping: SealedMapping, *, by: Account) -> Sequence[Place]:
    """The mapping, for its officer to tell contestants their workstation or label works; the look is written down."""
    _require_keeper(lock(mapping), by)
    if mapping.sealed_at is None:
        raise Refused("请先封存，再查看对应表。")
    mapping.looks.append(MappingLook(account=by))
    audit.record("look_at_mapping", mapping, by=by)
    chain.append(log_of(mapping.draw.stage), "look_at_mapping", _facts(mapping) | {"officer": by.id})
    return places_of(mapping.draw)


def reseal_mapping(mapping: SealedMapping, *, reason: str, by: Account) -> None:
    """Relieve an officer who cannot go on; another is appointed and seals anew. Whoever has looked still counts."""
    if not _among(mappings_drawn_by(by), mapping):
        raise NotAllowed
    stage = lock(mapping.draw.stage)
    relieved = lock(mapping).officer
    if relieved is None:
        raise Refused("这一层还没有加密裁判，请直接指定。")
    if not reason.strip():
        raise Refused("这项操作需要写明原因。", field="reason")
    _require_unopened(mapping)
    mapping.officer, mapping.sealed_at, mapping.asker, mapping.asked_at = None, None, None, None
    changes = {"officer": (relieved.display_name, None)}
    audit.record("reseal_mapping", mapping, by=by, reason=reason, changes=changes)
    facts = {"officer": relieved.id, "reason": reason.strip()}
    chain.append(log_of(stage), "reseal_mapping", _facts(mapping) | facts)


def ask_opening(mapping: SealedMapping, *, by: Account) -> None:
    """Ask for a witness, who confirms with a log-in of his own within ten minutes."""
    _require_openable(mapping, by)
    mapping.asker, mapping.asked_at = by, clock.now()
    audit.record("ask_opening", mapping, by=by)


def open_mapping(mapping: SealedMapping, *, witness: Account, by: Account) -> None:
    """Open one layer for everybody: `by` opens, `witness` is present. The caller has proved that both are who they say.

    Raises `Refused` while marks are not locked, an inner layer is closed, or the two are one or unfit.
    """
    stage = _require_openable(mapping, by)
    if witness.id == by.id:
        raise Refused("打开须两人在场：见证人不能是您自己。", field="name")
    if not _among(mappings_witnessed_by(witness), mapping) or witness.id in raters_of(stage):
        raise Refused(
            "见证人应是本级的监督员或经办人，并且不是本阶段的裁判长、评分裁判。请换一位见证人。", field="name"
        )
    mapping.opener, mapping.witness, mapping.opened_at = by, witness, clock.now()
    changes = {"opener": (None, by.display_name), "witness": (None, witness.display_name)}
    audit.record("open_mapping", mapping, by=by, changes=changes)
    audit.record("witness_opening", mapping, by=witness, changes=changes)
    facts = {"seed": mapping.seed, "opener": by.id, "witness": witness.id}
    chain.append(log_of(stage), "open_mapping", _facts(mapping) | facts)


def witness_opening(mapping: SealedMapping, *, by: Account) -> None:
    """The witness confirms in a log-in of his own what was asked less than ten minutes ago."""
    asker, asked_at = lock(mapping).asker, mapping.asked_at
    if asker is None or asked_at is None or clock.now() - asked_at > REQUEST_LASTS:
        raise Refused("没有等待见证的打开申请，或申请已超过十分钟。请打开的人重新申请。")
    open_mapping(mapping, witness=by, by=asker)


def _require_openable(mapping: SealedMapping, by: Account) -> Stage:
    stage = lock(mapping.draw.stage)
    if lock(mapping).officer_id != by.id and not _among(mappings_drawn_by(by), mapping):
        raise NotAllowed
    _require_unopened(mapping)
    if mapping.sealed_at is None:
        raise Refused("这一层还没有封存，请先指定加密裁判并封存。")
    if by.id in raters_of(stage):
        raise Refused("您是本阶段的裁判长或评分裁判，不能打开对应关系。请由加密裁判或经办人打开。")
    hidden = [other.layer for other in mapping.draw.mappings if other.opened_at is None]
    judged = stage.state is StageState.JUDGED
    if reasons := reasons_against_opening(mapping.layer, hidden, judged=judged):
        raise Refused(f"现在还不能打开{mapping.title}的对应关系。", reasons=reasons)
    return stage


def _require_keeper(mapping: SealedMapping, by: Account) -> None:
    if mapping.officer_id != by.id:
        raise NotAllowed
    if mapping.draw.voided_at is not None:
        raise Refused("这次抽签已经作废，对应关系不再使用。")
    _require_unopened(mapping)


def _require_unopened(mapping: SealedMapping) -> None:
    if mapping.opened_at is not None:
        raise Refused(f"{mapping.title}的对应关系已经打开，请刷新页面。")


def _refuse_unfit(mapping: SealedMapping, account: Account) -> None:
    rates = account.id in raters_of(mapping.draw.stage)
    if fault := appointment_fault(rates=rates, knows_another=knows_another_layer(account, mapping)):
        raise Refused(f"{account.display_name}{fault}", field="account")


def _facts(mapping: SealedMapping) -> dict[str, object]:
    return {"draw": mapping.draw_id, "layer": mapping.layer.value}


def _among(query: Select[SealedMapping], mapping: SealedMapping) -> bool:
    return session.scalars(query.where(SealedMapping.id == mapping.id)).one_or_none() is not None
