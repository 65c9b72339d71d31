"""Open challenges (揭榜挂帅)."""
