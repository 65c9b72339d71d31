"""Lecture tours, cloud lectures and the order menu (巡讲、云讲堂、点单)."""
