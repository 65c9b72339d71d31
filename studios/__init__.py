"""Innovation studios of model workers and craftspeople, their projects, and contests of ideas."""
