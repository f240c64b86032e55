"""Who can sway whom: ranks, paths, shares, persuaders."""
