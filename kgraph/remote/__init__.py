"""Graphs on other machines: triple stores that hold a dossier, by SPARQL and Graph Store."""
