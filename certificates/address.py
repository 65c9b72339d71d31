"""The address that QR codes begin with. The only file here, beside the routes, that knows there is a request."""

from flask import current_app, request


def verification_address() -> str:
    """`PUBLIC_URL`, or on a machine without one the address that this request came to. No slash at the end.

    Routes that ask for a batch hand it to `operations.ask_for_batch(..., address=verification_address())`.
    """
    return str(current_app.config["PUBLIC_URL"] or request.host_url).rstrip("/")
