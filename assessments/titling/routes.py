"""Pages about titling."""

from flask import Blueprint

bp = Blueprint("titling", __name__)
