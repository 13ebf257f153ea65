"""Who brought the visitor: read from one cookie by the enquiry form, and by nothing else."""

from portal.web.public.enquiries.brought.visitor import COOKIE, came_by, origin_of_visitor

__all__ = ["COOKIE", "came_by", "origin_of_visitor"]
