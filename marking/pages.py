"""The pages of marking: the blueprints of its stages, in their order."""

from marking.tablets import routes_shell as _tablet_shell  # noqa: F401
from marking.tablets.routes import bp as tablets

STAGES = (tablets,)
