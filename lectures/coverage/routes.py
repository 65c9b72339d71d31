"""Pages of this stage."""

from flask import Blueprint

bp = Blueprint("coverage", __name__)
