"""Certificates, and files about them, as answers to a browser."""

from collections.abc import Iterable
from urllib.parse import quote

from flask import Response

from certificates.issuing.models import Certificate
from foundation.errors import Refused


def attachment(content: bytes | Iterable[bytes], name: str, media_type: str) -> Response:
    """A file to be kept, whole or in pieces, under a name that may be Chinese (RFC 6266)."""
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def pdf_answer(certificate: Certificate) -> Response:
    """The PDF, shown where the browser can show it. Raises `Refused` while there is none."""
    if certificate.file is None:
        raise Refused("这张证书还在制作中，请稍后再来下载。")
    answer = Response(certificate.file.read(), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(certificate.file_name)}"
    return answer
