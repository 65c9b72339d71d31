"""Pages about trainings."""

from flask import Blueprint

bp = Blueprint("trainings", __name__)
