"""Full-text search: one analysis of Chinese and English, one interface, one engine behind it.

Callers use `portal.search.engine` (what to ask and what comes back), `portal.search.highlight`
(where the words stand in a text) and, where things are wired together, an engine from `engines`.
The index holds ids, weights and facet values alone: the database is the truth, and the index may
be deleted at any time.
"""
