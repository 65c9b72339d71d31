"""The CMS container of a signature, filled into a model: byte for byte what pyHanko makes, in far less time.

Two detached PAdES B-B signatures of the same key differ in the document's digest and in the signature alone. pyHanko
makes the first; from it we keep what stays the same.
"""

from hashlib import sha256

from asn1crypto import cms, core

MODEL_DIGEST = sha256(b"the digest of no document").digest()


class CmsModel:
    """`made` is pyHanko's container for a document with the digest `MODEL_DIGEST`, without unsigned attributes."""

    def __init__(self, made: cms.ContentInfo) -> None:
        signed_data = made["content"]
        signer = signed_data["signer_infos"][0]
        self._attributes: bytes = signer["signed_attrs"].untag().dump()
        self._info_head = _head(made, "content")
        self._data_head = _head(signed_data, "signer_infos")
        self._signer_head = _head(signer, "signature")
        again = self.filled(MODEL_DIGEST, signer["signature"].native)
        if self._attributes.count(MODEL_DIGEST) != 1 or again != made.dump():
            raise ValueError("this container has another shape than the model")

    def to_sign(self, digest: bytes) -> bytes:
        """The signed attributes for a document with this SHA-256, as they are signed (RFC 5652, 5.4)."""
        return self._attributes.replace(MODEL_DIGEST, digest)

    def filled(self, digest: bytes, signature: bytes) -> bytes:
        """The container (DER) for a document with this SHA-256 and the signature over `to_sign` of it.

        The signature is the last thing in it, so that only the lengths around it change.
        """
        signer = self._signer_head.replace(MODEL_DIGEST, digest) + _tlv(0x04, signature)
        signed_data = self._data_head + _tlv(0x31, _tlv(0x30, signer))
        return _tlv(0x30, self._info_head + _tlv(0xA0, _tlv(0x30, signed_data)))


def _head(sequence: core.Sequence, last: str) -> bytes:
    """The fields of `sequence` before the one named `last`."""
    names = list(sequence)
    return b"".join(sequence[name].dump() for name in names[: names.index(last)])


def _tlv(tag: int, content: bytes) -> bytes:
    """Tag, length and content in DER."""
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content
