"""Mentoring (师带徒)."""
