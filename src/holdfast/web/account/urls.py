"""The pages of allauth that are in use: accounts are made by staff, and nothing here sends mail yet."""

from allauth.account import views
from django.urls import path

from holdfast.web.access import account

urlpatterns = [
    path("accounts/login", account(views.login), name="account_login"),
    path("accounts/logout", account(views.logout), name="account_logout"),
    path("accounts/inactive", account(views.account_inactive), name="account_inactive"),
    path("accounts/signup", account(views.signup), name="account_signup"),
    path("accounts/reauthenticate", account(views.reauthenticate), name="account_reauthenticate"),
    path("accounts/password/change", account(views.password_change), name="account_change_password"),
]
