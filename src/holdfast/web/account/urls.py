"""The pages of allauth that are in use, and our own beside them: accounts come by invitation."""

from allauth.account import views
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import path

from holdfast.web.access import account
from holdfast.web.account.forgotten import forgotten
from holdfast.web.account.home import home
from holdfast.web.account.newpassword import new_password

urlpatterns = [
    path("accounts/login", account(views.login), name="account_login"),
    path("accounts/login/passkey", account(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("accounts/login/second-step", account(second_step.authenticate), name="mfa_authenticate"),
    path("accounts/logout", account(views.logout), name="account_logout"),
    path("accounts/inactive", account(views.account_inactive), name="account_inactive"),
    path("accounts/signup", account(views.signup), name="account_signup"),
    path("accounts/reauthenticate", account(views.reauthenticate), name="account_reauthenticate"),
    path("accounts/reauthenticate/code", account(second_step.reauthenticate), name="mfa_reauthenticate"),
    path(
        "accounts/reauthenticate/passkey",
        account(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("accounts/you", home, name="account_home"),
    path("accounts/password/change", account(views.password_change), name="account_change_password"),
    path("accounts/password/forgotten", account(forgotten), name="account_reset_password"),
    path("accounts/password/sent", account(views.password_reset_done), name="account_reset_password_done"),
    path(
        "accounts/password/mailed/<str:uidb36>/<str:key>",
        account(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/saved",
        account(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("accounts/password/new/<str:token>", new_password, name="account_password_link"),
    path("accounts/second-step", account(second_step.index), name="mfa_index"),
    path("accounts/second-step/app", account(totp.activate_totp), name="mfa_activate_totp"),
    path("accounts/second-step/app/off", account(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("accounts/second-step/codes", account(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "accounts/second-step/codes/new",
        account(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("accounts/passkeys", account(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("accounts/passkeys/add", account(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("accounts/passkeys/<int:pk>/name", account(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("accounts/passkeys/<int:pk>/remove", account(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("accounts/sessions", account(sessions.list_usersessions), name="usersessions_list"),
]
