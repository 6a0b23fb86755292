"""The wheel's binary, for ``python -m doctrue``."""
