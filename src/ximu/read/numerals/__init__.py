"""Numbers as written: Arabic and Chinese numerals, scales, ranges, units and the words glued to them."""
