"""Containers filled into a model are those that pyHanko makes, to the byte."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from certificates.signing.authority import PrivateKey, certify, key_name, new_authority, new_key, to_pem
from certificates.signing.cms_model import MODEL_DIGEST, CmsModel
from certificates.signing.document_signer import DocumentSigner, SignerSpec
from certificates.signing.places import FileKey
from certificates.signing.vault import to_der

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@cache
def signer(kind: str) -> DocumentSigner:
    key: PrivateKey = rsa.generate_private_key(65537, 3072) if kind == "rsa" else new_key()
    authority = new_authority("示例市总工会", NOW)
    chain = to_pem(certify(authority, key.public_key(), "示例市总工会", NOW), authority.certificate)
    return DocumentSigner(SignerSpec(key_name(key.public_key()), chain, FileKey(to_der(key))))


def made_by_pyhanko(kind: str, digest: bytes, at: datetime = NOW) -> cms.ContentInfo:
    attributes = PdfCMSSignedAttributes(signing_time=at)
    making = Signer.async_sign(signer(kind)._signer, digest, "sha256", use_pades=True, signed_attr_settings=attributes)
    return asyncio.run(making)


@cache
def model(kind: str) -> CmsModel:
    return CmsModel(made_by_pyhanko(kind, MODEL_DIGEST))


@given(st.binary(), st.sampled_from(["rsa", "ecdsa"]), st.timedeltas(timedelta(0), timedelta(days=9000)))
@settings(max_examples=30, deadline=None)
def test_filled_container_is_pyhankos_to_the_byte(document: bytes, kind: str, later: timedelta):
    digest = sha256(document).digest()
    theirs = made_by_pyhanko(kind, digest, NOW + later)
    signed = theirs["content"]["signer_infos"][0]
    assert model(kind).to_sign(digest) == signed["signed_attrs"].untag().dump()
    assert model(kind).filled(digest, signed["signature"].native) == theirs.dump()


@given(st.binary(min_size=8, max_size=600))
@settings(max_examples=30, deadline=None)
def test_lengths_around_any_signature_are_right(signature: bytes):
    filled = cms.ContentInfo.load(model("ecdsa").filled(MODEL_DIGEST, signature), strict=True)
    assert filled["content"]["signer_infos"][0]["signature"].native == signature


def test_container_of_another_shape_is_refused():
    other = made_by_pyhanko("ecdsa", MODEL_DIGEST)
    stamped = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [made_by_pyhanko("ecdsa", bytes(32))]})
    other["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([stamped])
    for container in (other, made_by_pyhanko("ecdsa", bytes(32))):
        with pytest.raises(ValueError, match="another shape"):
            CmsModel(container)
