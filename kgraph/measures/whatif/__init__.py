"""What would change if claims were added, retracted or regraded."""
