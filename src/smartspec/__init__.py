"""An open observatory for smart specialisation and interregional scientific and technological spaces."""

__version__ = "0.1.0"
