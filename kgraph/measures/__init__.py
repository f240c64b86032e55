"""What follows from the networks and the record: a wing for each question."""
