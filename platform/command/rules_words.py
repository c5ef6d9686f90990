"""`bpo rules`: what people who keep rules in files do with them."""

import argparse
from collections.abc import Callable
from pathlib import Path

from rules.dmn.writing import VERSIONS
from tenants.settings import Settings

from .errors import CommandError
from .rules_files import check_files, evaluate_file, export_file, import_file, test_files
from .rules_tck import tck

FILE = "a ruleset: .json, .yaml, .dmn, .xlsx or .csv"


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
        word = _word(words, name, do, purpose)
        word.add_argument("files", type=Path, nargs="+", metavar="FILE", help=FILE)
    evaluate = _word(words, "evaluate", evaluate_file, "decide a case and print the decision")
    evaluate.add_argument("file", type=Path, metavar="FILE", help=FILE)
    evaluate.add_argument("case", type=Path, metavar="CASE", help="the parts of a case as JSON or YAML")
    evaluate.add_argument("--trace", action="store_true", help="say of every rule why it did not hold")
    bring = _word(words, "import", import_file, "print a file as the ruleset that the server takes")
    bring.add_argument("file", type=Path, metavar="FILE", help=FILE)
    bring.add_argument("--yaml", action="store_true", help="print YAML instead of JSON")
    take = _word(words, "export", export_file, "write a ruleset as another file, in the format that its name says")
    take.add_argument("file", type=Path, metavar="FILE", help=FILE)
    take.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    take.add_argument(
        "--dmn", choices=VERSIONS, default="1.3", help="the version of a DMN model (default: %(default)s)"
    )
    kit = words.add_parser("tck", help="run the DMN kit's cases under a folder and name each that fails")
    kit.add_argument("folder", type=Path, metavar="DIR")
    kit.set_defaults(do=_run_kit)
    return parser


def _word(
    words: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    do: Callable[[argparse.Namespace], int],
    purpose: str,
) -> argparse.ArgumentParser:
    word = words.add_parser(name, help=purpose)
    word.add_argument("--schema", type=Path, metavar="FILE", help="the JSON Schema of the work type")
    word.set_defaults(do=do)
    return word


def _run_kit(asked: argparse.Namespace) -> int:
    if not asked.folder.is_dir():
        raise CommandError(f"{asked.folder} is no folder.")
    return tck(asked.folder)
