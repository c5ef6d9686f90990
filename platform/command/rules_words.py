"""`bpo rules`: what people who keep rules in files do with them."""

import argparse
from pathlib import Path

from tenants.settings import Settings

from .errors import CommandError
from .rules_files import check_files, evaluate_file, test_files
from .rules_tck import tck


def rules(_settings: Settings, arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    status: int = asked.do(asked)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bpo rules", description=__doc__)
    words = parser.add_subparsers(required=True)
    for name, do, purpose in (
        ("check", check_files, "say what is wrong with rulesets and what is doubtful"),
        ("test", test_files, "run the tests that rulesets carry"),
    ):
        word = words.add_parser(name, help=purpose)
        word.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a ruleset as JSON")
        word.add_argument("--schema", type=Path, metavar="FILE", help="the JSON Schema of the work type")
        word.set_defaults(do=do)
    evaluate = words.add_parser("evaluate", help="decide a case and print the decision")
    evaluate.add_argument("file", type=Path, metavar="FILE", help="a ruleset as JSON")
    evaluate.add_argument("case", type=Path, metavar="CASE", help="the parts of a case as JSON")
    evaluate.add_argument("--schema", type=Path, metavar="FILE", help="the JSON Schema of the work type")
    evaluate.add_argument("--trace", action="store_true", help="say of every rule why it did not hold")
    evaluate.set_defaults(do=evaluate_file)
    kit = words.add_parser("tck", help="run the DMN kit's cases under a folder and name each that fails")
    kit.add_argument("folder", type=Path, metavar="DIR")
    kit.set_defaults(do=_run_kit)
    return parser


def _run_kit(asked: argparse.Namespace) -> int:
    if not asked.folder.is_dir():
        raise CommandError(f"{asked.folder} is no folder.")
    return tck(asked.folder)
