"""Studios, projects and contests of ideas in the demo: played like the rest, from import files and by operations."""
