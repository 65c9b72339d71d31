"""Addresses for machines: JSON by token, number with name or digest; status lists, keys, roots and proofs.

docs/verification.md documents them; what is here must stay at its address, for printed papers point at it.
"""

from hashlib import sha256

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from certificates.address import verification_address
from certificates.credentials.issuer import key_id
from certificates.credentials.proofs import proof_name
from certificates.credentials.status_lists import StatusPurpose
from certificates.issuing.models import Certificate
from certificates.issuing.rooting import proof_of
from certificates.issuing.sending import attachment
from certificates.signing.signers import current_signer
from certificates.verification import machines, queries
from certificates.verification.routes import bp, look_up_limit, reading_limit
from foundation.errors import NotFound, Refused
from people.accounts.access import public

KEPT_SECONDS = 60


@bp.get("/api/verify/<token>")
@reading_limit
@public
def answer_by_token(token: str) -> ResponseReturnValue:
    """By the token of the QR code."""
    return _answer(queries.certificate_by_token(token))


@bp.post("/api/verify")
@look_up_limit
@public
def answer_by_number() -> ResponseReturnValue:
    """By number and name, in the body so that no log holds a name. A wrong guess gets one answer."""
    asked = request.get_json(silent=True)
    fields = [asked.get(name) for name in ("number", "name")] if isinstance(asked, dict) else []
    number, name = (field if isinstance(field, str) else "" for field in (fields or ["", ""]))
    if not (0 < len(number) <= 40 and 0 < len(name) <= 400):
        return jsonify(code="malformed", error="请用 JSON 给出 number（证书编号）和 name（持证人姓名）。"), 400
    return _answer(queries.certificate_by_number_and_name(number, name))


@bp.get("/api/verify/file/<digest>")
@reading_limit
@public
def answer_by_digest(digest: str) -> ResponseReturnValue:
    """By the SHA-256 of the file: the file itself need not be sent."""
    return _answer(queries.certificate_by_digest(digest.lower()))


@bp.get("/status/<purpose>/<int(max=999999):number>")
@reading_limit
@public
def show_status_list(purpose: str, number: int) -> ResponseReturnValue:
    """A Bitstring Status List as a signed VC-JWT."""
    if purpose not in set(StatusPurpose) or not queries.status_list_exists(number):
        raise NotFound
    claims = machines.status_list_of(verification_address(), StatusPurpose(purpose), number)
    answer = Response(mimetype="application/vc+jwt")
    dated = f"{claims['validFrom'][:10]} {claims['credentialSubject']['encodedList']}"
    answer.set_etag(sha256(dated.encode()).hexdigest())
    answer.cache_control.public, answer.cache_control.max_age = True, KEPT_SECONDS
    if not request.if_none_match.contains_weak(answer.get_etag()[0] or ""):
        signer = current_signer()
        answer.set_data(signer.sign_json(claims, kid=key_id(claims["issuer"], signer.name)))
    return answer.make_conditional(request)


@bp.get("/.well-known/did.json")
@bp.get("/did.json")  # where PUBLIC_URL has a path, did:web looks here
@reading_limit
@public
def show_keys() -> ResponseReturnValue:
    """The keys that signed here, as a did:web document."""
    return jsonify(machines.keys_document(verification_address()))


@bp.get("/verify/roots.json")
@reading_limit
@public
def show_roots() -> ResponseReturnValue:
    """Every published root and the keys: keep a copy, and any certificate can be checked without this server."""
    return jsonify(machines.roots_file(verification_address()))


@bp.get("/v/<token>/proof.json")
@reading_limit
@public
def download_own_proof(token: str) -> ResponseReturnValue:
    """The proof file for the paper with this QR code."""
    certificate = queries.certificate_by_token(token)
    if certificate is None:
        raise NotFound
    if certificate.root is None:
        raise Refused("这张证书所在的批次还没有公布证明，请等这一批全部制作完成后再来下载。")
    name = proof_name(certificate.number, certificate.version)
    return attachment(proof_of(certificate), name, "application/json")


def _answer(certificate: Certificate | None) -> ResponseReturnValue:
    if certificate is None:
        return jsonify(code="not-found", error="没有查到。请核对后再查；仍查不到的，请联系落款的发证单位。"), 404
    return jsonify(machines.answer_of(certificate))
