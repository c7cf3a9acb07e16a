"""Numbers as written: Arabic and Chinese numerals, scales, ranges, units and the words glued to them.

Reports are read by `scan`, which is fast; `read` is for bare input and knows more spellings.
"""

from ximu.read.numerals.bare import read
from ximu.read.numerals.quantity import Quantity

__all__ = ["Quantity", "read"]
