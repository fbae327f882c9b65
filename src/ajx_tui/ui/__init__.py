"""The terminal program: app, commands, jobs, theme, screens and widgets.

`compat` comes first: it sets what Textual reads when it is imported.
"""

from ajx_tui.ui import compat

__all__ = ["compat"]
