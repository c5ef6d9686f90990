"""Benchmarks: contenders on one machine, measured in turn, compared by the CPU time that an answer costs."""
