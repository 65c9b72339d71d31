"""The demo's lectures: places, lecturers, menu, five years of tours, cloud lectures, orders, a class."""
