"""Fixes for terminals, Chinese input methods and Textual 8.2.8: the only folder that leans on Textual's internals.

Importing it sets the switches that Textual reads when it is first imported; `ajx_tui.ui` imports it before anything
else.
"""

import os

# Input-method commits of five or more characters arrive garbled through the kitty keyboard protocol.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
