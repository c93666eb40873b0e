"""All settings; the only room that reads the environment."""

import os
import zoneinfo
from pathlib import Path

from holdfast.config import environment
from holdfast.config.logs import LEVELS, logging_settings

# The zone data of many machines is stale; every surface must use the pinned PyPI `tzdata`.
# The variable reaches processes started from here, the call this one.
os.environ["PYTHONTZPATH"] = ""
zoneinfo.reset_tzpath(())

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = environment.flag("HOLDFAST_DEBUG")
SECRET_KEY = environment.text("HOLDFAST_SECRET_KEY", "insecure-only-for-building-and-tests")
SECRET_KEY_FALLBACKS = environment.words("HOLDFAST_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.words("HOLDFAST_ALLOWED_HOSTS") or ["*"]
BASE_URL = environment.text("HOLDFAST_BASE_URL")
MAINTENANCE_FILE = str(Path(environment.text("HOLDFAST_HOME", "var")).expanduser().absolute() / "maintenance.json")
LIMIT_SCALE = environment.number("HOLDFAST_LIMIT_SCALE", 1, least=0.001)
# Requests a minute of one client, and of all clients of an organisation; multiplied by LIMIT_SCALE.
CLIENT_READS = int(environment.number("HOLDFAST_CLIENT_READS", 600, least=1))
CLIENT_WRITES = int(environment.number("HOLDFAST_CLIENT_WRITES", 60, least=1))
ORGANISATION_READS = int(environment.number("HOLDFAST_ORGANISATION_READS", 60_000, least=1))
ORGANISATION_WRITES = int(environment.number("HOLDFAST_ORGANISATION_WRITES", 6_000, least=1))
TRUSTED_PROXIES = int(environment.number("HOLDFAST_TRUSTED_PROXIES", 0, least=0))
BEHIND_TLS = environment.flag("HOLDFAST_BEHIND_TLS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "ninja",
    "django_htmx",
    "holdfast.data",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "holdfast.web.middleware.SecurityHeaders",
    "holdfast.config.files.Files",
    "holdfast.config.logs.RequestLog",
    "holdfast.config.compression.Compression",
    "holdfast.api.edge.ApiEdge",
    "holdfast.web.middleware.Utf8",
    "holdfast.web.maintenance.Maintenance",
    "holdfast.config.pages.Sessions",
    "django.middleware.common.CommonMiddleware",
    "holdfast.config.pages.Csrf",
    "holdfast.config.pages.Authentication",
    "holdfast.config.pages.Messages",
    "allauth.account.middleware.AccountMiddleware",
    "holdfast.web.middleware.Refusals",
]
FORM_RENDERER = "holdfast.web.desk.forms.Look"
ROOT_URLCONF = "holdfast.config.urls"
WSGI_APPLICATION = "holdfast.config.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            BASE_DIR / "web" / "templates",
            BASE_DIR / "api" / "templates",
            *(BASE_DIR / "web" / area / "templates" for area in ("public", "desk", "account")),
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "holdfast.web.words",
                "holdfast.web.tags",
                "holdfast.web.public.cells",
                "holdfast.web.desk.navigation",
                "holdfast.web.desk.roles",
                "holdfast.web.desk.cells",
                "holdfast.web.desk.whywords",
            ],
        },
    }
]

# The application's role owns nothing (docs/decisions/0005); migrations run as the owner.
DATABASE_URL = environment.text("DATABASE_URL", "postgresql:///holdfast")
DATABASE_OWNER_URL = environment.text("DATABASE_OWNER_URL", DATABASE_URL)
AS_OWNER = environment.flag("HOLDFAST_AS_OWNER")
DATABASES = {
    "default": {
        "ENGINE": "holdfast.data.postgresql",
        **environment.database(DATABASE_OWNER_URL if AS_OWNER else DATABASE_URL),
        "CONN_MAX_AGE": 0,
    }
}
_options = DATABASES["default"]["OPTIONS"]
_options |= {
    "server_side_binding": True,
    "prepare_threshold": 1,
    "connect_timeout": 5,
    "application_name": "holdfast",
    # A wait for a row lock ends after two seconds and is tried again, boundedly. Every statement looks up rows by
    # an index, whatever its values: planning each anew would cost more than running it (docs/bench.md).
    "options": "-c lock_timeout=2000 -c statement_timeout=15000 -c plan_cache_mode=force_generic_plan"
    " -c default_transaction_isolation=read\\ committed -c timezone=UTC"
    # How like a typed word a word must be to be found by it: one letter of five may be wrong.
    " -c pg_trgm.word_similarity_threshold=0.5",
}
if AS_OWNER:
    # Building an index may take as long as it takes.
    _options["options"] = "-c timezone=UTC"
else:
    _options["pool"] = {
        "min_size": 1,
        "max_size": int(environment.number("HOLDFAST_POOL_SIZE", 8, least=1)),
        "timeout": 5,
    }

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["holdfast.jobs.housekeeping"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "holdfast.User"
# Addresses are unique whatever their case, by an index on lower(email) that the check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_ADAPTER = "holdfast.web.account.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Whether there is a log-in with an address, nobody learns by asking for a new password.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
# One address cannot lock a log-in that is not its own: it is stopped before as many attempts as that takes.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/10m/ip,150/h/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_ADAPTER = "holdfast.web.account.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Addresses are given by whoever invites, and a link handed over proves them: nothing is verified by mail.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A clock that is half a minute wrong locks nobody out.
MFA_TOTP_TOLERANCE = 1
# Browsers allow passkeys on http://localhost, and nowhere else without TLS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "web" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "web" / "static"]
# What `holdfast static` wrote, under names that say the content. Without it, as in development and in tests, files
# are sent from where they lie, under their own names.
STATIC_ROOT = None if DEBUG else environment.folder("HOLDFAST_STATIC_ROOT", having="staticfiles.json")
_storage = "ManifestStaticFilesStorage" if STATIC_ROOT else "StaticFilesStorage"
STORAGES = {"staticfiles": {"BACKEND": f"django.contrib.staticfiles.storage.{_storage}"}}
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False

MAIL_IS_ON = False
globals().update(environment.mail(environment.text("HOLDFAST_EMAIL_URL"), BASE_URL))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "holdfast.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
# A service names any of a business's people and things, each in a field of its own.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_HANDLERS = ["holdfast.config.uploads.Uploads"]

LOGGING = logging_settings(environment.choice("HOLDFAST_LOG_LEVEL", "WARNING", LEVELS))
