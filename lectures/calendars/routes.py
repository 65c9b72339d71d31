"""Pages of this stage."""

from flask import Blueprint

bp = Blueprint("calendars", __name__)
