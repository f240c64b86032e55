"""What `make bench` runs: measurements printed as ratios within one run."""
