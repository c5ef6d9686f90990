"""The house stands as it was laid: `platform/` is a source root that hides nothing, names say something."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tenants.settings import VARIABLES

ROOT = Path(__file__).parents[1]
PACKAGES = ("rules", "tenants", "tasks", "packs", "api", "command")
NAMELESS = {
    "utils",
    "util",
    "common",
    "helpers",
    "helper",
    "service",
    "services",
    "manager",
    "managers",
    "misc",
    "base",
}


def modules() -> list[Path]:
    return [file for top in ("platform", "workers", "tests") for file in (ROOT / top).rglob("*.py")]


def test_platform_is_no_package_and_holds_only_packages() -> None:
    assert {entry.name for entry in (ROOT / "platform").iterdir() if entry.name != "__pycache__"} == set(PACKAGES)


@pytest.mark.parametrize(
    "start", [("-c", "import platform; platform.system(); print(platform.__file__)"), ("-m", "platform")]
)
def test_whatever_starts_in_the_root_finds_the_standard_library_s_platform(start: tuple[str, str]) -> None:
    done = subprocess.run((sys.executable, *start), cwd=ROOT, capture_output=True, text=True, check=True)
    assert str(ROOT / "platform") not in done.stdout
    assert done.stdout.strip()


def test_every_package_is_found_where_it_lies() -> None:
    script = (
        "import importlib, sys; print(*(importlib.import_module(name).__file__ for name in sys.argv[1:]), sep='\\n')"
    )
    argv = (sys.executable, "-c", script, *PACKAGES, "workers")
    done = subprocess.run(argv, cwd="/", capture_output=True, text=True, check=True)
    expected = [ROOT / "platform" / name / "__init__.py" for name in PACKAGES] + [ROOT / "workers" / "__init__.py"]
    assert done.stdout.split("\n")[:-1] == [str(place) for place in expected]


def test_no_module_is_named_for_nothing() -> None:
    assert [
        str(file.relative_to(ROOT)) for file in modules() if file.stem in NAMELESS or file.parent.name in NAMELESS
    ] == []


def test_only_the_settings_read_the_environment() -> None:
    readers = re.compile(r"\b(os\.environb?|os\.getenv|getenv)\b")
    product = [file for file in modules() if not file.is_relative_to(ROOT / "tests")]
    found = [file.relative_to(ROOT / "platform") for file in product if readers.search(file.read_text())]
    assert found == [Path("tenants/settings.py")]


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {file.parent for file in (ROOT / "tests").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_every_variable_is_in_the_guide_to_installing() -> None:
    guide = (ROOT / "docs/install.md").read_text()
    assert [variable.name for variable in VARIABLES.values() if f"`{variable.name}`" not in guide] == []
