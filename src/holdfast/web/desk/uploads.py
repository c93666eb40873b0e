"""Pictures that are sent: which routes take them."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseBase

from holdfast.web.desk.resource_forms import PictureForm

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def takes_pictures(view: View) -> View:
    """Lets a request of this view be as large as a picture (`config/uploads.py`); others are short."""
    view.takes_pictures = True  # type: ignore[attr-defined]
    return view


def read_picture(form: PictureForm) -> bytes:
    """The picture that was sent, as it was sent."""
    content: bytes = form.cleaned_data["picture"].read()
    return content
