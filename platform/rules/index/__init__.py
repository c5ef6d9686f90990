"""The index of a decision table: which rules may hold is a few look-ups and an AND, whatever their number.

Bits are numbered from the last rule, so that the first rule that holds is the highest bit.
"""
