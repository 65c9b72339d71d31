"""Pages about draw."""

from flask import Blueprint

bp = Blueprint("draw", __name__)
