"""Pages of this stage."""

from flask import Blueprint

bp = Blueprint("orders", __name__)
