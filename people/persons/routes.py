"""Pages about persons."""

from flask import Blueprint

bp = Blueprint("persons", __name__)
