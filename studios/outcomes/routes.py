"""Pages about outcomes and their benefit."""

from flask import Blueprint

bp = Blueprint("outcomes", __name__)
