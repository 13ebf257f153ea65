"""Words that staff send often: a list, and a form for one."""
