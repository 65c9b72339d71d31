"""Any file gets an answer: whole, changed, signed by somebody else, or none of our business."""

import random
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from certificates.signing.authority import certify, key_name, new_authority, new_key, to_pem
from certificates.signing.checking import LARGEST, Verdict, check_document, read_json
from certificates.signing.document_signer import DocumentSigner, SignerSpec
from certificates.signing.places import FileKey
from certificates.signing.queries import KnownKey
from certificates.signing.vault import to_der
from tests.factories.signing import page

SIGNED_AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


@cache
def house(title: str = "示例市总工会") -> tuple[DocumentSigner, KnownKey]:
    """A signer and its public side."""
    authority, key = new_authority(title, SIGNED_AT), new_key()
    chain = to_pem(certify(authority, key.public_key(), title, SIGNED_AT), authority.certificate)
    spec = SignerSpec(key_name(key.public_key()), chain, FileKey(to_der(key)))
    return DocumentSigner(spec), KnownKey(spec.name, chain)


@cache
def signed() -> bytes:
    return house()[0].sign(page())


def verdict(content: bytes) -> Verdict:
    return check_document(content, [house()[1]]).verdict


def test_signed_file_is_intact_and_says_by_whom_and_when(clock: Callable[[str], datetime]):
    at = clock("2026-11-20 16:00")
    signer, key = house()
    content = signer.sign(page())
    check = check_document(content, [house("另一家")[1], key])
    assert (check.verdict, check.key, check.retired, check.signed_at) == (Verdict.INTACT, signer.name, False, at)
    assert check.signer == f"匠心文件签名 {signer.name[:8]}"
    assert check.intact
    assert check.message == "签名有效：文件自签名以来没有改动过。"
    retired = check_document(content, [KnownKey(key.name, key.chain, retired=True)])
    assert (retired.verdict, retired.retired) == (Verdict.INTACT, True)
    assert check_document(content, []).verdict is Verdict.STRANGER
    assert check_document(house("另一家")[0].sign(page()), [key]).verdict is Verdict.STRANGER


def test_poppler_finds_the_signature_valid_too(tmp_path: Path):
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed())
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False).returncode == 0


@given(st.integers(0, 10**9), st.integers(0, 7), st.booleans())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_one_changed_byte_breaks_the_signature(number: int, bit: int, inside: bool):
    """Anywhere: in the document, in the signature, in the certificates that it carries, in the padding after them."""
    changed = bytearray(signed())
    start = changed.index(b"/Contents <") + len(b"/Contents <")
    end = changed.index(b">", start)
    if inside:
        container = bytearray.fromhex(changed[start:end].decode())
        container[number % len(container)] ^= 1 << bit
        changed[start:end] = container.hex().upper().encode()
    else:
        changed[number % start if bit % 2 else end + number % (len(changed) - end)] ^= 1 << bit
    assert verdict(bytes(changed)) is not Verdict.INTACT


def test_file_that_was_edited_after_signing_is_changed():
    saved_anew, updated = BytesIO(), IncrementalPdfFileWriter(BytesIO(signed()))
    with pikepdf.open(BytesIO(signed())) as pdf:
        pdf.pages[0].Rotate = 90
        pdf.save(saved_anew)
    first_page = updated.root["/Pages"]["/Kids"][0]
    first_page["/Rotate"] = NumberObject(90)
    updated.mark_update(first_page.container_ref)
    added = BytesIO()
    updated.write(added)
    assert [verdict(saved_anew.getvalue()), verdict(added.getvalue())] == [Verdict.CHANGED] * 2
    assert verdict(signed() + b"\n% a line more\n") is Verdict.CHANGED


def test_file_without_a_signature_or_behind_a_password_is_named_as_such():
    locked = BytesIO()
    with pikepdf.open(BytesIO(page())) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="甲", user="乙"))
    assert [verdict(page()), verdict(locked.getvalue())] == [Verdict.UNSIGNED, Verdict.ENCRYPTED]


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.999])
def test_truncated_file_is_not_intact(kept: float):
    assert verdict(signed()[: int(len(signed()) * kept)]) in {Verdict.DAMAGED, Verdict.CHANGED, Verdict.UNSIGNED}


@given(st.integers(0, 2**32), st.integers(1, 200))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_made_up_bytes_get_an_answer(seed: int, changes: int):
    chance = random.Random(seed)
    content = bytearray(signed())
    for _ in range(changes):
        place, length = chance.randrange(len(content)), chance.randrange(1, 40)
        content[place : place + length] = chance.choice([b"", b"<<", b"9" * 9, b"/V 1 0 R", chance.randbytes(length)])
    assert verdict(bytes(content)) is not Verdict.INTACT


def ancestors() -> bytes:
    """A PDF of two kilobytes whose tree of fields, followed to its leaves, has 2**38 of them."""
    objects = [b"<</Type/Catalog/AcroForm<</Fields[2 0 R]>>>>"]
    objects += [b"<</T(a)/Kids[%d 0 R %d 0 R]>>" % (number, number) for number in range(3, 41)]
    content, places = b"%PDF-1.7\n", []
    for number, one in enumerate([*objects, b"<</T(a)/FT/Sig>>"], start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Root 1 0 R/Size %d>>\n" % (size, table, size)
    return content + head + b"startxref\n%d\n%%%%EOF\n" % len(content)


def test_file_made_to_keep_a_parser_busy_is_not_parsed():
    assert verdict(ancestors()) is Verdict.UNSIGNED
    assert verdict(signed() + ancestors()) is Verdict.CHANGED
    assert verdict(ancestors() + signed()) is Verdict.CHANGED
    assert verdict(b"%PDF-1.7\n" + b"/ByteRange [0 10 20 30]\n" * 200_000 + b"%%EOF") is Verdict.CHANGED


def test_json_is_read_only_from_our_keys():
    (signer, key), (stranger, _) = house(), house("另一家")
    whole = signer.sign_json({"root": "00"})
    assert read_json(whole, [key]) == ({"root": "00"}, key)
    assert read_json(signer.sign_json({"root": "00"}, kid=f"did:web:jiangxin.example#{key.name}"), [key]) is not None
    head, body, signature = whole.split(".")
    for wrong in (
        stranger.sign_json({"root": "00"}),
        stranger.sign_json({"root": "00"}, kid=key.name),
        f"{head}.{body[:-2]}.{signature}",
        "no.jws",
        "",
    ):
        assert read_json(wrong, [key]) is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", Verdict.NOT_PDF),
        (b"PK\x03\x04 a workbook", Verdict.NOT_PDF),
        (b"%PDF-1.7\n" + b"[" * 100_000, Verdict.DAMAGED),
        (b"%PDF-1.7\n%%EOF", Verdict.UNSIGNED),
        (b"%PDF-" + bytes(LARGEST), Verdict.TOO_LARGE),
    ],
    ids=["empty", "workbook", "brackets", "hollow", "large"],
)
def test_anything_else_gets_its_verdict(content: bytes, expected: Verdict):
    assert verdict(content) is expected
