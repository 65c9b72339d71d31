"""Workbooks over HTTP: the page that takes one in and leads to its preview, and the answer that hands one out."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from foundation import imports
from foundation.audit import Actor
from foundation.database import transaction
from foundation.forms import UploadForm, answering
from foundation.imports import ImportKind
from foundation.workbook_writing import MEDIA_TYPE


def upload_page(
    kind: ImportKind,
    template: str,
    *,
    by: Actor,
    context: Mapping[str, Any] | None = None,
    **shown: Any,
) -> ResponseReturnValue:
    """Take in a workbook and go on to the preview of what it would do; what is refused stands on the page again.

    `shown` is what `template` says beside its form.
    """
    form = UploadForm()
    if form.validate_on_submit():
        content, name = form.read()
        with answering(form), transaction():
            form.claim()
            batch = imports.preview_import(kind, content, name=name, by=by, context=dict(context or {}))
            return redirect(url_for("website.show_import", batch_id=batch.id))
    return render_template(template, form=form, **shown), 422 if form.errors else 200


def workbook_answer(content: bytes, name: str) -> ResponseReturnValue:
    """A workbook to be kept, under a name that says what it is."""
    return send_file(BytesIO(content), MEDIA_TYPE, as_attachment=True, download_name=name)
