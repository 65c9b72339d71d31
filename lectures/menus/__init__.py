"""What units can order: menus in versions, wishes, the survey before a new one."""
