"""Pages about sittings."""

from flask import Blueprint

bp = Blueprint("sittings", __name__)
