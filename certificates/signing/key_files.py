"""Reading a private key and its certificates from the file that a certificate authority hands out."""

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from certificates.signing.authority import NotOurKind, PrivateKey, check_kind
from foundation.errors import Refused
from foundation.files import check_size

LARGEST = 1024 * 1024


def read_key_file(content: bytes, password: str) -> tuple[PrivateKey, list[x509.Certificate]]:
    """The key and all certificates of a PKCS#12 file (.p12, .pfx) or a PEM file. Raises `Refused`."""
    check_size(content, limit=LARGEST)
    secret = password.encode() or None
    try:
        key, found = _pem(content, secret) if b"-----BEGIN" in content else _pkcs12(content, secret)
        check_kind(key.public_key() if key else None)
    except NotOurKind as error:
        raise Refused(f"这把密钥不能用：{error}国密 SM2 密钥要用厂商的签名设备。", field="file") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Refused(
            "文件打不开：密码不对，或者不是含有私钥的 .p12、.pfx、.pem 文件。请核对后重新选择。", field="password"
        ) from error
    return key, found


def _pkcs12(content: bytes, secret: bytes | None) -> tuple[PrivateKey, list[x509.Certificate]]:
    bundle = load_pkcs12(content, secret)
    found = [bundle.cert, *bundle.additional_certs]
    return bundle.key, [one.certificate for one in found if one]  # type: ignore[return-value]  # checked by the caller


def _pem(content: bytes, secret: bytes | None) -> tuple[PrivateKey, list[x509.Certificate]]:
    if b"ENCRYPTED" not in content:
        secret = None  # a password for a file that has none is no reason to refuse
    key = load_pem_private_key(content, secret)
    return key, x509.load_pem_x509_certificates(content)  # type: ignore[return-value]  # checked by the caller
