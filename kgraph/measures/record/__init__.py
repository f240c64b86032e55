"""What the record holds side by side: contradictions, frames, figures, gaps."""
