"""Policy packs: the rules of the official documents as data (TOML and read-only SQL), and their loader."""
