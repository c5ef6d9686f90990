"""A process that runs the engine for its parent: a line of JSON in, a line out, until its input ends.

python -m workers.patterns.child MEMORY_BYTES

It may be killed, hang or run out of memory at any time; it holds nothing that anybody would miss.
"""

import ctypes
import json
import os
import resource
import signal
import sys

from .engine import run

PR_SET_PDEATHSIG = 1
OUT_OF_MEMORY = 137
"""As a program that the kernel kills for its memory ends."""


def main(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what is in memory is a tenant's
    if sys.platform == "linux":  # its parent may be killed while the engine never comes back
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever the engine prints is no answer
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = run(asked["rules"], asked["turns"])
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main(int(sys.argv[1]))
