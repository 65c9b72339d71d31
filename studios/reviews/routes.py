"""Pages about rounds of review."""

from flask import Blueprint

bp = Blueprint("reviews", __name__)
