"""Tours and series: the plan, lectures on it, clashes, drafts and released versions."""
