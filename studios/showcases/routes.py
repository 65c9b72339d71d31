"""Pages about what everybody may look at."""

from flask import Blueprint

bp = Blueprint("showcases", __name__)
