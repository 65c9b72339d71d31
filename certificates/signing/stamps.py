"""Time stamps of an RFC 3161 service over HTTP."""

import base64
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.request import Request, urlopen

from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers

SECONDS = 10
LONGEST_ANSWER = 1024 * 1024


@dataclass(frozen=True)
class StampService:
    """A time-stamp service. `roots`: PEM certificates that its own chain ends in; with them B-LT is made."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    roots: str = ""


class HttpTimeStamper(TimeStamper):
    """Asks a service for time stamps. Every failure is a `TimestampRequestError`."""

    def __init__(self, service: StampService) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.service = service

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The service's answer to `req`, surely about the same digest."""
        service = self.service
        try:
            request = Request(service.url, data=req.dump(), headers=set_tsp_headers({}))
            if service.user:
                credentials = base64.b64encode(f"{service.user}:{service.password}".encode()).decode()
                request.add_header("Authorization", f"Basic {credentials}")
            with urlopen(request, timeout=SECONDS) as answer:
                response = tsp.TimeStampResp.load(answer.read(LONGEST_ANSWER))
            if response["status"]["status"].native == "granted" and _digest(response) != _asked(req):
                raise TimestampRequestError("the time stamp is for something else")
        except (HTTPException, ValueError, TypeError, KeyError) as error:
            raise TimestampRequestError("the answer is not a time stamp") from error
        except OSError as error:
            raise TimestampRequestError(str(error)) from error
        return response


def _digest(response: tsp.TimeStampResp) -> bytes:
    content = response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    return bytes(content["message_imprint"]["hashed_message"].native)


def _asked(req: tsp.TimeStampReq) -> bytes:
    return bytes(req["message_imprint"]["hashed_message"].native)
