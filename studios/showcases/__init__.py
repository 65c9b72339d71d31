"""Pages people look at: map, public pages, the year's wall, the ledger (风采、台账)."""
