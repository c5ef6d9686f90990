"""`bpo rules`: what people who keep rules in files do with them."""

import argparse
from pathlib import Path

from tenants.settings import Settings

from .errors import CommandError
from .rules_tck import tck


def rules(_settings: Settings, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bpo rules", description=__doc__)
    words = parser.add_subparsers(dest="word", required=True)
    kit = words.add_parser("tck", help="run the DMN kit's cases under a folder and name each that fails")
    kit.add_argument("folder", type=Path, metavar="DIR")
    asked = parser.parse_args(arguments)
    if not asked.folder.is_dir():
        raise CommandError(f"{asked.folder} is no folder.")
    return tck(asked.folder)
