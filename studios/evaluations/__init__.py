"""Evaluation of units from two sides (双评价), and of their yearly work by a tree of indicators (指标考核)."""
