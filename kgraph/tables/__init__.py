"""The claims table beyond one process: a set of Parquet files, and dyads counted by an engine.

``layout`` says what a set holds, ``writing`` and ``reading`` are the two ways, ``dyads`` counts.
Nothing is loaded with the package: whoever opens a graph asks only whether a folder is a set.
"""
