"""Django's settings, made from the environment (kernel/environment.py)."""

import sys
from secrets import token_urlsafe
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from changehands.conf.logging import configuration as logging_configuration
from changehands.kernel import environment
from changehands.policy.languages import FALLBACK, OWN_NAMES

ENVIRONMENT = environment.read()
PACKAGE = environment.PACKAGE

# the command always gives one; without it each process is on its own, and no link is guessable
SECRET_KEY = ENVIRONMENT.secret_key or token_urlsafe(50)
SECRET_KEY_FALLBACKS = [key for key in ENVIRONMENT.secret_key_fallbacks.split(",") if key]
BASE_URL = ENVIRONMENT.base_url or f"http://localhost:{ENVIRONMENT.port}"
DEMO = ENVIRONMENT.demo
DEBUG = False
# links are made from BASE_URL alone, never from the Host header
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
SECURE = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "heroicons",
    "changehands",
]
MIDDLEWARE = [
    "changehands.web.middleware.PublicScheme",
    "django.middleware.security.SecurityMiddleware",
    "changehands.api.access.AccessQuestions",
    "changehands.web.middleware.Compress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "changehands.api.middleware.Problems",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "changehands.web.languages.PersonsLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "changehands.web.middleware.NoStore",
    "changehands.web.middleware.CurrentOrganization",
    "changehands.web.middleware.NoNul",
    "changehands.web.middleware.CoreErrors",
]
ROOT_URLCONF = "changehands.conf.urls"
WSGI_APPLICATION = "changehands.conf.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "changehands.web.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "heroicons.templatetags.heroicons",
                "changehands.web.templatetags.manager",
                "changehands.web.templatetags.letters",
                "changehands.web.templatetags.webhooks",
                "changehands.web.templatetags.help_centre",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

COTTON_ISOLATE_BY_DEFAULT = True  # a page's variables never leak into a component

_database: dict[str, Any] = {
    **dj_database_url.parse(ENVIRONMENT.database_url or "postgresql:///changehands"),
    "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": True,  # a connection that an outage has broken is never handed out
}
_database.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 16, "timeout": 3}
# plans are kept for fixed statements only (core/access/statements.py); Django's own are never fixed
_database["OPTIONS"]["prepare_threshold"] = None if ENVIRONMENT.database_is_pooled else 5
_database["DISABLE_SERVER_SIDE_CURSORS"] = ENVIRONMENT.database_is_pooled
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {  # allauth keeps its rate limits here: they must hold across processes
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

AUTH_USER_MODEL = "changehands.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_REDIRECT_URL = "/products/"
LOGIN_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "changehands.web.accounts.SignupForm"
ACCOUNT_FORMS = {
    name: f"changehands.web.account_forms.{form}"
    for name, form in {
        "login": "LoginForm",
        "signup": "SignupForm",
        "confirm_email_verification_code": "CodeForm",
        "change_email": "OtherAddressForm",
        "add_email": "NewAddressForm",
        "reset_password": "ForgottenPasswordForm",
        "reset_password_from_key": "ResetPasswordForm",
        "change_password": "ChangePasswordForm",
        "set_password": "FirstPasswordForm",
        "reauthenticate": "ReauthenticateForm",
    }.items()
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "changehands.web.accounts.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_RATE_LIMITS = {
    "wrong_code": "20/m/ip,100/h/ip",  # codes of links (safety part 1)
    "help_vote": "20/m/ip,200/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.trusted_proxies
USERSESSIONS_TRACK_ACTIVITY = False  # a GET must not write

SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
# a proxy may pass a Host of its own; forms of the Manager's own pages come from BASE_URL all the same
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "changehands.web.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LANGUAGE_CODE = FALLBACK
LANGUAGES = list(OWN_NAMES.items())
LANGUAGE_COOKIE_NAME = "__Host-language" if SECURE else "language"
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_THOUSAND_SEPARATOR = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.folder / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "changehands.conf.sheets.OneSheet"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

_smtp = urlsplit(ENVIRONMENT.smtp_url)
EMAIL_FILE_PATH = str(ENVIRONMENT.folder / "mail")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if ENVIRONMENT.smtp_url
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_HOST = _smtp.hostname or "localhost"
EMAIL_PORT = _smtp.port or {"smtps": 465, "smtp+tls": 587}.get(_smtp.scheme, 25)
EMAIL_HOST_USER = unquote(_smtp.username or "")
EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
EMAIL_USE_SSL = _smtp.scheme == "smtps"
EMAIL_USE_TLS = _smtp.scheme == "smtp+tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from

PROCRASTINATE_IMPORT_PATHS = ["changehands.jobs.tasks"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None

CATALOGUE = ENVIRONMENT.catalogue
HELP_FOLDER = ENVIRONMENT.help_folder
TRANSFER_DAYS = ENVIRONMENT.transfer_days
REMINDER_HOURS = ENVIRONMENT.reminder_hours
WEBHOOK_ALLOW_PRIVATE = ENVIRONMENT.webhook_allow_private
API_CALLS_PER_MINUTE = ENVIRONMENT.api_calls_per_minute

LOGGING = logging_configuration(readable=sys.stderr.isatty())
