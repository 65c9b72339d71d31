"""Pages of this stage."""

from flask import Blueprint

bp = Blueprint("programme", __name__)
