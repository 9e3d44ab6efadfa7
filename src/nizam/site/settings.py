# SPDX-License-Identifier: EUPL-1.2
"""Django's settings, made from the environment (nizam.site.environment)."""

import contextlib
import os
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from nizam.site.environment import SettingError, database_settings, read_settings

try:
    ENV = read_settings()
except SettingError as error:
    sys.stderr.write(f"{error}\n")
    raise

PACKAGE = Path(__file__).resolve().parent.parent
NIZAM_HOME = Path(ENV["NIZAM_HOME"]).expanduser().absolute()


def _secret_key() -> str:
    """Return the key of this home, generated once, readable by its owner only."""
    if ENV["NIZAM_SECRET_KEY"]:
        return str(ENV["NIZAM_SECRET_KEY"])
    path = NIZAM_HOME / "keys" / "secret-key"
    with contextlib.suppress(FileNotFoundError):
        return path.read_text("ascii").strip()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_urlsafe(64)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(key)
    return key


SECRET_KEY = _secret_key()
DEBUG = ENV["NIZAM_DEBUG"]
PUBLIC_ADDRESS = ENV["NIZAM_PUBLIC_ADDRESS"]
ALLOWED_HOSTS = [*ENV["NIZAM_ALLOWED_HOSTS"], "localhost", "127.0.0.1", "[::1]"]
if PUBLIC_ADDRESS:
    ALLOWED_HOSTS.append(urlsplit(PUBLIC_ADDRESS).hostname)
    CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS]

INSTALLED_APPS = [
    "nizam.kit.apps.KitConfig",
    "nizam.spine.org.apps.OrgConfig",
    "nizam.spine.journal.apps.JournalConfig",
    "nizam.spine.jobs.apps.JobsConfig",
    "nizam.spine.outbox.apps.OutboxConfig",
    "nizam.spine.search.apps.SearchConfig",
    "nizam.spine.charters.apps.ChartersConfig",
    "nizam.spine.assets.apps.AssetsConfig",
    "nizam.spine.records.apps.RecordsConfig",
    "nizam.spine.cases.apps.CasesConfig",
    "nizam.spine.plans.apps.PlansConfig",
    "nizam.doors.mail.apps.MailConfig",
    "nizam.doors.api.apps.ApiConfig",
    "nizam.doors.office.apps.OfficeConfig",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "nizam.site.middleware.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "nizam.site.middleware.OfficeLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "nizam.site.middleware.UserLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "nizam.doors.office.gate.WagtailGateMiddleware",
]

ROOT_URLCONF = "nizam.site.urls"
WSGI_APPLICATION = "nizam.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nizam.doors.office.context.office",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {"default": database_settings(ENV["DATABASE_URL"], NIZAM_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "org.User"
AUTHENTICATION_BACKENDS = ["nizam.spine.org.rights.RolesBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("az", "Azərbaycanca"),
    ("uz", "Oʻzbekcha"),
    ("uz-Cyrl", "Ўзбекча"),
    ("tr", "Türkçe"),
    ("en", "English"),
]
# The second folder holds what Wagtail itself lacks in our languages, and what Django says otherwise than offices do.
LOCALE_PATHS = [PACKAGE / "site" / "locale", PACKAGE / "site" / "locale_wagtail"]
# Django knows Uzbek by one alphabet; it asks for names in small letters and as they are written here.
for _code in ("uz-Cyrl", "uz-cyrl"):
    LANG_INFO[_code] = {"bidi": False, "code": "uz-Cyrl", "name": "Uzbek (Cyrillic)", "name_local": "Ўзбекча"}
FORMAT_MODULE_PATH = "nizam.site.formats"

STATIC_URL = "/static/"
STATIC_ROOT = NIZAM_HOME / "static"
STATICFILES_DIRS = [PACKAGE / "site" / "static"]
MEDIA_ROOT = NIZAM_HOME / "media"
MEDIA_URL = "/media/"
BLOB_STORAGE = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": str(NIZAM_HOME / "blobs")},
}
if ENV["NIZAM_S3_BUCKET"]:
    BLOB_STORAGE = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": ENV["NIZAM_S3_BUCKET"],
            "endpoint_url": ENV["NIZAM_S3_ENDPOINT"] or None,
            "region_name": ENV["NIZAM_S3_REGION"] or None,
            "access_key": ENV["NIZAM_S3_ACCESS_KEY"] or None,
            "secret_key": ENV["NIZAM_S3_SECRET_KEY"] or None,
            "file_overwrite": False,
            "default_acl": None,
        },
    }
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "blobs": BLOB_STORAGE,
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

RELAY = ENV["NIZAM_RELAY"]
DEFAULT_FROM_EMAIL = ENV["NIZAM_MAIL_FROM"]
if RELAY:
    _relay = urlsplit(RELAY)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _relay.hostname
    EMAIL_PORT = _relay.port or (465 if _relay.scheme == "smtps" else 25)
    EMAIL_HOST_USER = _relay.username or ""
    EMAIL_HOST_PASSWORD = _relay.password or ""
    EMAIL_USE_SSL = _relay.scheme == "smtps"
    EMAIL_USE_TLS = _relay.scheme == "smtp+tls"
    EMAIL_TIMEOUT = 30
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(NIZAM_HOME / "outbox")

TRUSTED_PROXIES = ENV["NIZAM_TRUSTED_PROXY"]
SERVES_TLS = bool(ENV["NIZAM_TLS_CERTIFICATE"])
SECURE_COOKIES = SERVES_TLS or PUBLIC_ADDRESS.startswith("https://")
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "nizam_session"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "nizam_csrf"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if SECURE_COOKIES else 0
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

WAGTAIL_SITE_NAME = "Nizam"
WAGTAILADMIN_USER_LOGIN_FORM = "nizam.doors.office.sign_in.SignInForm"
WAGTAILADMIN_BASE_URL = PUBLIC_ADDRESS or "http://localhost"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_USERS_PASSWORD_ENABLED = True
# Wagtail looks for the language switched on, whose code Django gives in small letters.
WAGTAILADMIN_PERMITTED_LANGUAGES = [(code.lower(), name) for code, name in LANGUAGES]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"

# Each process keeps for itself what was made once and can be made again: in `default` little of what may be large,
# pages of papers and letters taken apart; in `pieces` much of what is small, menus and explanations of terms.
_IN_THE_PROCESS = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _IN_THE_PROCESS, "LOCATION": "default", "OPTIONS": {"MAX_ENTRIES": 300}},
    "pieces": {"BACKEND": _IN_THE_PROCESS, "LOCATION": "pieces", "OPTIONS": {"MAX_ENTRIES": 5_000}},
}

TASKS = {"default": {"BACKEND": "nizam.spine.jobs.backend.JobsBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"nizam": {"level": "INFO"}},
}
