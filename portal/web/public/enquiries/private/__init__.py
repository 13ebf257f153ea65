"""An enquiry as its investor sees it, through the private link."""
