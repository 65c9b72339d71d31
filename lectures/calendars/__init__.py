"""Calendars of lectures: the month, feeds that clients subscribe to, posters."""
