"""The WSGI entry point: gunicorn wsgi:app."""

import gc

from website.app import create_app

app = create_app()
gc.collect()
gc.freeze()  # what was made at the start lives on: to look at it again and again would stop requests for half a second
