"""A dossier: its files, the store built of them, its questions."""
