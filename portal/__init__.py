"""The portal: wiring only. `create_app()` reads as its table of contents."""

from __future__ import annotations

import os

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.config import Settings, read_settings
from portal.core.resources import resource_dir
from portal.runtime import Runtime, build_runtime
from portal.web import access, bodies, compression, context, errors, headers, logs, templating
from portal.web.blueprints import all_blueprints
from portal.web.locale_converter import LocaleConverter
from portal.web.public import cache
from portal.web.public import templating as public_templating
from portal.web.segment_converter import SegmentConverter
from portal.web.staff import sessions

MAX_FORM_BYTES = 32 * 1024 * 1024  # attachments included


def create_app(settings: Settings | None = None, runtime: Runtime | None = None) -> Flask:
    """The WSGI application, from the environment unless settings are given."""
    runtime = runtime or build_runtime(settings or read_settings(os.environ))
    settings = runtime.settings
    app = Flask("portal", static_folder=resource_dir("static"), template_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=10_000,
        SESSION_COOKIE_NAME="portal_form",  # holds the CSRF token alone
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_SAMESITE="Lax",
        BABEL_DEFAULT_LOCALE="zh_Hans",
        BABEL_TRANSLATION_DIRECTORIES=str(resource_dir("translations")),
        WTF_CSRF_TIME_LIMIT=8 * 3600,
        WTF_CSRF_SSL_STRICT=False,  # pages behind private links send no Referer to check
        WTF_I18N_ENABLED=False,  # messages come from our own catalogues
    )
    app.extensions["portal"] = runtime
    app.url_map.converters.update(locale=LocaleConverter, segment=SegmentConverter)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    Babel(app, locale_selector=lambda: context.locale().babel)
    headers.set_up(app)
    logs.set_up(app)
    errors.set_up(app)
    bodies.set_up(app)
    templating.set_up(app)
    public_templating.set_up(app)
    cache.set_up(app)
    compression.set_up(app)
    CSRFProtect(app)
    app.before_request(sessions.recognise)
    app.before_request(access.enforce)
    app.teardown_request(context.close_session)
    for blueprint in all_blueprints():
        app.register_blueprint(blueprint)
    return app
