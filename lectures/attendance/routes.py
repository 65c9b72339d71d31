"""Pages of this stage."""

from flask import Blueprint

bp = Blueprint("attendance", __name__)
