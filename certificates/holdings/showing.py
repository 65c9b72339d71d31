"""What a certificate's file becomes for those who look at it: a small picture, and a ZIP with what proves it."""

import zipfile
from functools import lru_cache
from io import BytesIO

from certificates.credentials.proofs import proof_name
from certificates.designs.previewing import drawn_page
from certificates.issuing.archive import safe_name
from certificates.issuing.models import Certificate
from certificates.issuing.rooting import proof_of
from foundation.errors import Refused

PICTURE_WIDTH = 900
"""Pixels across: sharp on a phone, some 70 KB."""
COLOURS = 128

HOW_TO_CHECK = """怎样核对这张证书

一、能上网时：打开 {address}/verify ，把 PDF 拖进去；或用手机扫证书上的二维码。
二、发证系统停用后：用证明文件核对。趁系统还在时保存
    核对程序      {address}/static/verify_certificate.py
    批次指纹      {address}/verify/roots.json
    放在同一个文件夹里运行（Python 3.8 以上，不用装别的）：
    python verify_certificate.py "{pdf}" "{proof}" roots.json

PDF 请原样保存：另存、打印或压缩图片以后就不再是原文件。证明文件里没有姓名和证件号码。
"""


def picture_of(certificate: Certificate) -> bytes:
    """The page as a small PNG. Raises Refused while there is no file."""
    if certificate.file is None:
        raise Refused("这张证书还在制作中，请稍后再来看。")
    return _drawn(certificate.file.read())


def with_proof(certificate: Certificate, address: str) -> bytes:
    """A ZIP of the PDF, its proof file and in words how to check them. Raises Refused while the batch has no root.

    `address`: of this installation, without a slash at the end.
    """
    if certificate.file is None or certificate.root is None:
        raise Refused("这张证书所在的批次还没有公布证明，请等这一批全部制作完成后再来下载。")
    pdf, proof = safe_name(certificate.file_name), proof_name(certificate.number, certificate.version)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(pdf, certificate.file.read())
        archive.writestr(proof, proof_of(certificate))
        archive.writestr("怎样核对.txt", HOW_TO_CHECK.format(address=address, pdf=pdf, proof=proof))
    return packed.getvalue()


@lru_cache(maxsize=32)
def _drawn(pdf: bytes) -> bytes:
    picture = BytesIO()
    drawn_page(pdf, PICTURE_WIDTH).quantize(COLOURS).save(picture, "PNG", optimize=True)
    return picture.getvalue()
