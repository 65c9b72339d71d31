"""Outcomes and economic benefit (成果、经济效益)."""
