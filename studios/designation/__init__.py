"""Designation: calls, applications, recommendation, check, visit, review, naming (申报命名)."""
