"""What everybody sees: the programme, replays, the lecturers' gallery."""
