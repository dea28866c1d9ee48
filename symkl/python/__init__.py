"""What ``import symkl`` gives to Python: densities, expectations and proofs in SymPy's objects. Loaded when the first of its names is used."""
