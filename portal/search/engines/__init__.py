"""The engines behind `portal.search.engine.Engine`, one file each."""
