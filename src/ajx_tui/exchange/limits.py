"""How much one file may hold. Above these a file is refused before anything is unpacked into memory."""

MAX_FILE_BYTES = 200 * 1024 * 1024
"""Largest file that is read."""

MAX_UNPACKED_BYTES = 512 * 1024 * 1024
"""Largest sum of the unpacked parts of an xlsx or ods file."""

MAX_PARTS = 20_000
"""Most parts in an xlsx or ods file."""

MAX_CELLS = 10_000_000
"""Most cells of one sheet, counted as the rectangle from A1 to its last row and column with content."""

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
"""Excel's own limits."""

MAX_TEXT_BYTES = 1024 * 1024 * 1024
"""Most text of one sheet, a shared string counted every time it is used."""
