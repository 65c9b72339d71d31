"""Pages about planning."""

from flask import Blueprint

bp = Blueprint("planning", __name__)
