"""Pages about project contests."""

from flask import Blueprint

bp = Blueprint("contests", __name__)
