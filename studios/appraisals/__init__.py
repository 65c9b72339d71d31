"""Yearly assessment, improvement, re-confirmation, withdrawal (考核、复核、摘牌)."""
