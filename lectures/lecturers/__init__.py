"""The pool of lecturers and their teams."""
