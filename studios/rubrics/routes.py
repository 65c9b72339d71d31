"""Pages about scoring tables."""

from flask import Blueprint

bp = Blueprint("rubrics", __name__)
