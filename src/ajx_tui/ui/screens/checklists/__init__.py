"""Local checklists: the list, filling one in, its evidence, files and the office's own templates."""
