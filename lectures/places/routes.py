"""Pages of this stage."""

from flask import Blueprint

bp = Blueprint("places", __name__)
