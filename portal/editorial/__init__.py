"""Work in progress: revisions, publishing, import and export."""
