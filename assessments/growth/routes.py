"""Pages about growth."""

from flask import Blueprint

bp = Blueprint("growth", __name__)
