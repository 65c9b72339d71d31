"""Pages of this stage."""

from flask import Blueprint

bp = Blueprint("classes", __name__)
