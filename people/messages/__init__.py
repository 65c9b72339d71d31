"""What somebody should know: kept on his page until he has read it."""
