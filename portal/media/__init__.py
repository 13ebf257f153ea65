"""Pictures and attachments: checked, re-encoded, stored outside the web root."""
