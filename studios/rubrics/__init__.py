"""Scoring tables (评分标准): items, deductions, bonuses and vetoes, one published table a file."""
