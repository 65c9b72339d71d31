"""Alliances of studios across regions (工作室联盟)."""
