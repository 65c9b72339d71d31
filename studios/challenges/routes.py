"""Pages about open challenges."""

from flask import Blueprint

bp = Blueprint("challenges", __name__)
