"""Pages about assessments of studios."""

from flask import Blueprint

bp = Blueprint("appraisals", __name__)
