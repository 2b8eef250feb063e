"""Jianbao: pages of Chinese newspapers into article documents.

The corridor runs one way: read → lay out → date → name → relate → store.
Every room takes plain values of `etl.model` and returns plain values.
"""

__version__ = "0.1.0"
