"""Pages about the signing keys for administrators, and the roots and keys that everybody may fetch."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy import select

from certificates.signing import operations
from certificates.signing.forms import ImportKeyForm
from certificates.signing.key_files import read_key_file
from certificates.signing.models import SigningKey
from certificates.signing.public_keys import certificates, fingerprint, name_in, public_jwk, roots_pem
from certificates.signing.queries import all_keys, key_in_use, known_keys
from certificates.signing.signers import current_spec, key_ring, signing_faults
from foundation.database import fetch, transaction
from foundation.forms import answering
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission

bp = Blueprint("signing", __name__)
KEPT_SECONDS = 3600


@bp.get("/signing-keys")
@requires(Permission.SIGNING_MANAGE)
def list_signing_keys():
    """Which key signs, since when, what it does not prove, and the retired ones."""
    return render_template(
        "certificates/signing/list_signing_keys.html",
        current=key_in_use(),
        keys=[_told(key) for key in all_keys()],
        faults=signing_faults(),
        ring=key_ring(),
    )


@bp.post("/signing-keys")
@requires(Permission.SIGNING_MANAGE)
def make_first_key():
    """Make the first key now instead of with the first certificate."""
    current_spec()
    flash("签名密钥已生成。请备份密钥文件夹，并看清页面上的效力说明。")
    return redirect(url_for(".list_signing_keys"))


@bp.post("/signing-keys/<int:key_id>/rotate")
@requires(Permission.SIGNING_MANAGE)
def rotate_key(key_id: int):
    """Change to a fresh key, or to the one that the hardware module is set to."""
    with transaction():
        operations.rotate_key(_key(key_id), key_ring(), reason=request.form.get("reason", ""), by=acting())
    flash("签名密钥已更换。以前签发的证书仍然有效。")
    return redirect(url_for(".list_signing_keys"))


@bp.route("/signing-keys/<int:key_id>/import", methods=["GET", "POST"])
@requires(Permission.SIGNING_MANAGE)
def import_key(key_id: int):
    """Change to a key with a licensed authority's certificate."""
    form = ImportKeyForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            key, found = read_key_file(form.file.data.read(), form.password.data or "")
            reason = form.reason.data
            operations.import_key(_key(key_id), key_ring().vault, key, found, reason=reason, by=acting())
            flash("密钥和证书已导入并启用。以前签发的证书仍然有效。")
            return redirect(url_for(".list_signing_keys"))
    page = "certificates/signing/import_key.html"
    return render_template(page, form=form, key=_key(key_id)), 422 if form.errors else 200


@bp.post("/signing-keys/<int:key_id>/acknowledge")
@requires(Permission.SIGNING_MANAGE)
def acknowledge_self_made_key(key_id: int):
    """Take note of what a self-made certificate does not prove."""
    with transaction():
        operations.acknowledge_self_made_key(_key(key_id), by=acting())
    return redirect(url_for(".list_signing_keys"))


@bp.get("/.well-known/jiangxin/roots.pem")
@public
def download_root_certificates():
    """The root certificates of all our keys, to be trusted by readers of PDF."""
    answer = Response(roots_pem(key.chain for key in known_keys()), mimetype="application/x-pem-file")
    answer.headers["Content-Disposition"] = "attachment; filename=jiangxin-roots.pem"
    return _kept(answer)


@bp.get("/.well-known/jwks.json")
@public
def show_jwks():
    """The public keys that signed roots, badges and status lists (RFC 7517); `kid` is the key's name."""
    keys = [public_jwk(key.chain) | {"kid": key.name, "use": "sig"} for key in known_keys()]
    return _kept(jsonify(keys=keys))


def _key(key_id: int) -> SigningKey:
    return fetch(select(SigningKey).where(SigningKey.id == key_id))


def _told(key: SigningKey) -> dict[str, Any]:
    chain = certificates(key.chain)
    return {
        "key": key,
        "own": chain[0],
        "subject": name_in(chain[0].subject),
        "issuer": name_in(chain[0].issuer),
        "fingerprint": fingerprint(chain[0]),
        "root_fingerprint": fingerprint(chain[-1]),
    }


def _kept(answer: Response):
    answer.cache_control.public, answer.cache_control.max_age = True, KEPT_SECONDS
    answer.add_etag()
    return answer.make_conditional(request)
