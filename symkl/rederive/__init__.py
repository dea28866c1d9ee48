"""The judge that asks SymPy, and the script that anybody can run without symkl. It shares nothing with the prover but the reading."""
