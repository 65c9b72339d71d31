"""Pages about timelines."""

from flask import Blueprint

bp = Blueprint("timelines", __name__)
