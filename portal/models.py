"""Imports every model once, so that the metadata is whole for migrations and tests."""

import portal.accounts.models
import portal.core.audit
import portal.core.calendar_days
import portal.core.heartbeat
import portal.core.limits
import portal.core.outbox
import portal.editorial.models
import portal.enquiries.models
import portal.enquiries.origins.models
import portal.listings.models
import portal.media.models
import portal.notifications.models
import portal.pipeline.models
import portal.search.models
from portal.listings.registry import registry

TYPE_MODELS = tuple(listing_type.model for listing_type in registry().values())
