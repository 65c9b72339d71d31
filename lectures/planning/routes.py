"""Pages of this stage."""

from flask import Blueprint

bp = Blueprint("planning", __name__)
