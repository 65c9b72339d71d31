"""Improvement proposals and five-small innovations (合理化建议、五小)."""
