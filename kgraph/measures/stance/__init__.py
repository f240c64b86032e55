"""Who stands with whom: agreement, blocs, balance."""
