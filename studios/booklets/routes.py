"""Pages about booklets."""

from flask import Blueprint

bp = Blueprint("booklets", __name__)
