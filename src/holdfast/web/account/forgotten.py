"""A password forgotten: a link by mail where mail is set up, else whom to ask."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account import views
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from holdfast.web.refusals import error_page
from holdfast.web.rendering import page

_log = logging.getLogger("holdfast.web")


def forgotten(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Asks for the address to send a link to, or says what to do without mail."""
    if not settings.MAIL_IS_ON:
        return page(request, "account/password_reset.html")
    try:
        response: HttpResponseBase = views.password_reset(request, *args, **kwargs)
    except (OSError, SMTPException) as error:
        _log.error("the mail server did not take a letter", exc_info=error)
        return error_page(
            request,
            503,
            _("The mail could not be sent"),
            _("Nothing was changed. Try again in a few minutes, or ask an owner or manager of your business."),
        )
    return response
