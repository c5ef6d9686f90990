"""The machine that figures were taken on, in a line."""

import os
import platform
from pathlib import Path


def described() -> str:
    system = f"{platform.system()} {platform.release()}"
    return f"{os.cpu_count()} cores of {_processor()}, {system}, Python {platform.python_version()}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
