"""The pages of certificates: the blueprints of its stages, in their order."""

from certificates.designs.routes import bp as designs
from certificates.holdings import routes_public as _shared_pages  # noqa: F401
from certificates.holdings import routes_slips as _slip_pages  # noqa: F401
from certificates.holdings.routes import bp as holdings
from certificates.issuing import routes_batches as _batch_pages  # noqa: F401
from certificates.issuing import routes_register as _register_of_papers  # noqa: F401
from certificates.issuing import routes_rolls as _roll_pages  # noqa: F401
from certificates.issuing.routes import bp as issuing
from certificates.signing.routes import bp as signing
from certificates.validity import routes_reissuing as _reissue_pages  # noqa: F401
from certificates.validity import routes_revocations as _revocation_pages  # noqa: F401
from certificates.validity.routes import bp as validity
from certificates.verification import routes_machines as _machine_answers  # noqa: F401
from certificates.verification.routes import bp as verification

STAGES = (
    signing,
    designs,
    issuing,
    validity,
    verification,
    holdings,
)
