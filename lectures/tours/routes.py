"""Pages of this stage."""

from flask import Blueprint

bp = Blueprint("tours", __name__)
