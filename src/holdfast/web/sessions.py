"""Beginning and ending sessions outside allauth's own pages; allauth owns them, so only here are its rows met."""

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest


def begin_session(request: HttpRequest, user_id: int) -> None:
    """Logs in somebody who has just chosen their password."""
    user = get_user_model().objects.get(pk=user_id)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    record_authentication(request, user, method="password", email=user.email)
    UserSession.objects.create_from_request(request)


def end_sessions(user_id: int) -> None:
    """Logs somebody out everywhere."""
    for session in UserSession.objects.filter(user_id=user_id):
        session.end()
