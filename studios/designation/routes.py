"""Pages about designation."""

from flask import Blueprint

bp = Blueprint("designation", __name__)
