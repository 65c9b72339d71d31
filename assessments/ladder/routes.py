"""Pages about ladder."""

from flask import Blueprint

bp = Blueprint("ladder", __name__)
