"""A password forgotten: a link by mail where mail is set up, else whom to ask."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account import views
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from holdfast.web.rendering import page

_log = logging.getLogger("holdfast.web")


def forgotten(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Asks for the address to send a link to, or says what to do without mail."""
    if not settings.MAIL_IS_ON:
        return page(request, "account/password_reset.html")
    try:
        response: HttpResponseBase = views.password_reset(request, *args, **kwargs)
    except (OSError, SMTPException) as error:
        # Only for an address with a log-in a letter is sent: another page would tell that there is one.
        _log.error("the mail server did not take a letter", exc_info=error)
        return HttpResponseRedirect(reverse("account_reset_password_done"))
    return response
