"""Showcase booklets (展示册)."""
