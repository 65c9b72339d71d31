"""A time-stamp service over HTTP on this machine (RFC 3161), which can be told to fail."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps import DummyTimeStamper

from certificates.signing.authority import Authority, new_authority
from certificates.signing.vault import to_der


@dataclass
class StampServer:
    """The service: its address, the root to be trusted, what it was asked, and how it should fail, if at all."""

    url: str
    root: x509.Certificate
    failing: str = ""
    authorization: str | None = None


@cache
def _house() -> tuple[Authority, DummyTimeStamper]:
    authority, key = new_authority("示例时间戳服务", datetime.now(UTC)), rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "示例时间戳")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(authority.certificate.subject, name, key.public_key(), 77)
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=365))
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    certificate = builder.sign(authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    loaded = asn1_x509.Certificate.load(certificate), keys.PrivateKeyInfo.load(to_der(key))
    return authority, DummyTimeStamper(*loaded)


@contextmanager
def stamp_server() -> Iterator[StampServer]:
    """The service, for as long as the context lasts."""
    authority, stamper = _house()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            server.authorization = self.headers["Authorization"]
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            if server.failing == "other digest":
                asked["message_imprint"]["hashed_message"] = bytes(32)
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(503 if server.failing == "503" else 200)
            self.end_headers()
            self.wfile.write(b"<html>no stamp</html>" if server.failing == "page" else answer)

        def log_message(self, *_arguments: object) -> None:
            """Tests are quiet."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server = StampServer(f"http://127.0.0.1:{listening.server_port}/tsa", authority.certificate)
    thread = Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
