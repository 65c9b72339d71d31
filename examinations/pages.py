"""The pages of examinations: the blueprints of its stages, in their order."""

from examinations.attempts.routes import bp as attempts
from examinations.banks.routes import bp as banks

STAGES = (
    banks,
    attempts,
)
