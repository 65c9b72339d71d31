"""Pages about certification."""

from flask import Blueprint

bp = Blueprint("certification", __name__)
