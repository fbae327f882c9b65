"""The terminal program: app, commands, jobs, theme, screens and widgets."""
