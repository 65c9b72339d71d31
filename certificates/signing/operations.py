"""Making, changing and importing the key that documents are signed with."""

from cryptography import x509
from sqlalchemy.exc import IntegrityError

from certificates.signing.authority import NotOurKind, PrivateKey, check_kind, key_name, to_pem
from certificates.signing.key_making import KeyRing, PreparedKey, chain_from, next_key
from certificates.signing.models import SigningKey
from certificates.signing.queries import key_in_use
from certificates.signing.vault import Vault
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from people.accounts.models import Account

ALREADY_CHANGED = "签名密钥刚刚已经被更换，没有再换一次。请刷新页面查看。"


def make_first_key(ring: KeyRing) -> SigningKey:
    """The key of an installation that has none yet. Of two processes that come at once both get the same one."""
    if key := key_in_use():
        return key
    prepared = next_key(ring)
    try:
        with session.begin_nested():
            _put_in_use(prepared, ring.vault)
    except IntegrityError:
        if key := key_in_use():
            return key
        raise
    audit.record("make_first_key", prepared.record, by=None)
    return prepared.record


def rotate_key(current: SigningKey, ring: KeyRing, *, reason: str, by: Account | None) -> SigningKey:
    """Sign with another key from now on: a fresh one, or the one that the hardware module is now set to.

    What the old key signed stays valid, also what a batch that is running signs with it a moment longer.
    """
    return _replace(current, _refusing(ring), ring.vault, "rotate_key", reason=reason, by=by)


def import_key(
    current: SigningKey,
    vault: Vault,
    key: PrivateKey,
    certificates: list[x509.Certificate],
    *,
    reason: str,
    by: Account | None,
) -> SigningKey:
    """Sign with a key and chain from a licensed authority from now on (电子签名法 第十六条)."""
    public = check_kind(key.public_key())
    chain = chain_from(public, certificates)
    if faults := _chain_faults(chain):
        raise Refused("证书没有导入，请改正后再试。", reasons=faults, field="file")
    record = SigningKey(name=key_name(public), source="file", label="", chain=to_pem(*chain), self_made=False)
    return _replace(current, PreparedKey(record, (key,)), vault, "import_key", reason=reason, by=by)


def acknowledge_self_made_key(key: SigningKey, *, by: Account) -> None:
    """Take note that a self-made chain proves that files are unchanged, and not in law who signed them."""
    if lock(key).acknowledged_at is None:
        key.acknowledged_at = clock.now()
        audit.record("acknowledge_self_made_key", key, by=by)


def _replace(
    current: SigningKey, prepared: PreparedKey, vault: Vault, action: str, *, reason: str, by: Account | None
) -> SigningKey:
    if not reason.strip():
        raise Refused("请写明更换密钥的原因。", field="reason")
    if not lock(current).in_use:
        raise Refused(ALREADY_CHANGED)
    current.in_use, current.retired_at, current.retired_because = None, clock.now(), reason.strip()
    session.flush()
    if prepared.record.self_made:
        prepared.record.acknowledged_at = current.acknowledged_at  # nothing new to take note of
    try:
        with session.begin_nested():
            _put_in_use(prepared, vault)
    except IntegrityError as error:
        raise Refused("这把密钥以前用过，不能再用。请换一把新密钥（硬件密钥请先在设备里生成）。") from error
    changes = {"name": (current.name, prepared.record.name)}
    audit.record(action, prepared.record, by=by, reason=reason, changes=changes)
    return prepared.record


def _put_in_use(prepared: PreparedKey, vault: Vault) -> None:
    """The record first: only who has it writes the private keys, and who fails to write has no record."""
    prepared.record.in_use = True
    session.add(prepared.record)
    session.flush()
    for key in prepared.private:
        vault.keep(key)


def _refusing(ring: KeyRing) -> PreparedKey:
    try:
        return next_key(ring)
    except NotOurKind as error:
        raise Refused(f"硬件里的这把密钥不能用：{error}") from error


def _chain_faults(chain: list[x509.Certificate]) -> list[str]:
    if not chain:
        return ["文件里没有与私钥相配的证书。"]
    own, now, faults = chain[0], clock.now(), []
    if not own.not_valid_before_utc <= now <= own.not_valid_after_utc:
        faults.append(f"证书的有效期是 {own.not_valid_before_utc:%Y-%m-%d} 至 {own.not_valid_after_utc:%Y-%m-%d}。")
    if len(chain) == 1 and own.issuer == own.subject:
        faults.append("这是自签名证书，与系统自建的没有区别。请导入依法设立的电子认证机构签发的证书。")
    if not _may_sign(own):
        faults.append("证书的用途里没有数字签名。请向电子认证机构申请签名用途的证书。")
    return faults


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment
