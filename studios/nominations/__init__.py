"""Selections for honours: called, nominees proposed level by level, shares checked, public notice, award."""
