"""Pages of this stage."""

from flask import Blueprint

bp = Blueprint("feedback", __name__)
