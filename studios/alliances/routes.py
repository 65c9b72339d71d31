"""Pages about alliances."""

from flask import Blueprint

bp = Blueprint("alliances", __name__)
