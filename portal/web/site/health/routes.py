"""For machines that watch the portal: is it there, can it work, what does it count."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.core import heartbeat, outbox
from portal.listings import queries
from portal.search.engine import IndexUnavailable
from portal.version import VERSION
from portal.web.access import public
from portal.web.context import db, runtime

bp = Blueprint("site_health", __name__)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return jsonify({"status": "ok", "version": VERSION})


@bp.get("/readyz")
@public
def readyz() -> Response:
    """200 when database, index and worker are all there, else 503 with what is not."""
    checks = {"database": _database(), "index": _index(), "worker": _worker()}
    response = jsonify({"status": "ok" if all(checks.values()) else "failing", "checks": checks})
    response.status_code = 200 if all(checks.values()) else 503
    return response


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Prometheus: listings by type, what waits in the outbox, whether the worker lives."""
    registry = CollectorRegistry()
    listings = Gauge("portal_listings", "Published listings", ["type"], registry=registry)
    for type_key, regions in queries.totals(db()).items():
        listings.labels(type_key).set(sum(regions.values()))
    waiting = Gauge("portal_outbox_waiting", "Outbox rows not yet handled", registry=registry)
    waiting.set(outbox.pending(db()))
    worker = Gauge(
        "portal_worker_alive", "Whether the worker gave a sign of life", registry=registry
    )
    worker.set(_worker())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _database() -> bool:
    try:
        db().execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _index() -> bool:
    try:
        runtime().engine.status()
    except IndexUnavailable:
        return False
    return True


def _worker() -> bool:
    try:
        return heartbeat.alive(db(), "worker")
    except SQLAlchemyError:
        return False
