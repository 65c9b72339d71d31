"""Marks -> scores -> ranks -> awards: the printed rules as pure arithmetic.

Begin reading at `contest.score_event`. Nothing here knows the web, the database, the clock or chance.
"""
