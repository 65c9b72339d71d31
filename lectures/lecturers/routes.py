"""Pages of this stage."""

from flask import Blueprint

bp = Blueprint("lecturers", __name__)
