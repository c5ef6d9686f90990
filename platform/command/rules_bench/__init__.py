"""The parts of `bpo bench rules`: tables and documents, the contenders, the clock."""
