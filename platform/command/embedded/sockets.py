"""Where the embedded servers' sockets lie: a short folder, since the kernel takes no path over 107 bytes."""

import os
import tempfile
from pathlib import Path

from ..errors import ServerUnusable

LONGEST_BYTES = 70


def socket_folder() -> Path:
    """Makes a new folder that nobody else can write; its maker removes it."""
    base = "/run" if os.geteuid() == 0 and os.access("/run", os.W_OK) else tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="bpo-", dir=base))
    if len(os.fsencode(folder)) > LONGEST_BYTES:
        folder.rmdir()
        raise ServerUnusable(f"{base} is too long a path for sockets: set TMPDIR to a shorter folder.")
    return folder
