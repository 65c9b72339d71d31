"""A certificate's file as an answer to a browser."""

from urllib.parse import quote

from flask import Response

from certificates.issuing.models import Certificate
from foundation.errors import Refused


def pdf_answer(certificate: Certificate) -> Response:
    """The PDF, shown where the browser can show it. Raises `Refused` while there is none."""
    if certificate.file is None:
        raise Refused("这张证书还在制作中，请稍后再来下载。")
    answer = Response(certificate.file.read(), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(certificate.file_name)}"
    return answer
