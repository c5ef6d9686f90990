"""Requests that schemathesis makes up from /openapi.json, and follows by its links, as every role: each answer is one
that is described, and what is bad is refused.

`./bpo test tests/contract/test_1_fuzz.py --fuzz-seconds 1800` takes its time, and tries every edge of every schema too.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tenants.roles import Role
from tenants.settings import Settings
from tests.conftest import ADMIN_KEY, free_port
from tests.faults.installation import Installation

LONG_S = 300
PHASES = ("coverage", "fuzzing", "stateful")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
)
OPEN = "^(docs|metrics|openapi_json)$"
ARGUMENTS = (
    f"--checks={','.join(CHECKS)}",
    f"--exclude-operation-id-regex={OPEN}",
    "--generation-database=none",
    "--suppress-health-check=all",
    "--warnings=off",
    "--no-color",
)


@pytest.fixture(scope="module")
def alone(
    settings: Settings, new_database: Callable[[str], str], worker_id: str, tmp_path_factory: Any
) -> Iterator[str]:
    """An API that nobody else asks, since it may end up with every tenant suspended."""
    folder = tmp_path_factory.mktemp("fuzz")
    database_url = new_database(f"fuzz_{worker_id}")
    own = replace(settings, data_dir=folder, port=free_port(), database_url=database_url)
    installation = Installation(own, folder)
    installation.start("api")
    try:
        installation.wait_until_ready()
        yield installation.base_url
    finally:
        installation.stop()


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("role", Role)
def test_whatever_is_asked_the_answer_is_one_that_is_described(
    alone: str, role: Role, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    """§1 Never a 500 for bad input, never a stack trace."""
    slug, key = furnished(alone, role)
    (tmp_path / "schemathesis.toml").write_text(f'[parameters]\n"query.tenant" = "{slug}"\n')
    seconds = int(pytestconfig.getoption("--fuzz-seconds"))
    phases = PHASES if seconds >= LONG_S else PHASES[-1:]
    for phase in phases:
        done = subprocess.run(
            (
                *(str(Path(sys.executable).with_name("schemathesis")), "run", f"{alone}/openapi.json"),
                *ARGUMENTS,
                f"--phases={phase}",
                f"--header=Authorization: Bearer {key}",
                f"--max-time={max(1, seconds // len(Role) // len(phases))}",
            ),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def furnished(base_url: str, role: Role) -> tuple[str, str]:
    """A tenant with an order and its task, and a key of this role for it."""
    headers = {"authorization": f"Bearer {ADMIN_KEY}"}
    with closing(httpx.Client(base_url=base_url, headers=headers, timeout=60, trust_env=False)) as admin:

        def made(path: str, body: Any, method: str = "POST") -> Any:
            answer = admin.request(method, path, json=body)
            assert answer.is_success, answer.text
            return answer.json()

        slug = f"t{uuid4().hex[:12]}"
        made("/v1/tenants", {"slug": slug, "name": "T", "timezone": "Europe/Berlin", "country": "DE"})
        for kind in ("order", "claim"):
            made(f"/v1/work-types/{kind}?tenant={slug}", {"name": kind}, "PUT")
        made(f"/v1/orders?tenant={slug}", {"reference": "1", "document": {"total": 1}})
        if role is Role.PLATFORM_ADMIN:
            return slug, ADMIN_KEY
        if role in (Role.TENANT_ADMIN, Role.CLIENT):
            return slug, made(f"/v1/tenants/{slug}/api-keys", {"name": role, "role": role})["key"]
        person = {"email": f"{role}@{slug}.test", "name": role, "role": role, "tenants": [slug]}
        return slug, made(f"/v1/users/{made('/v1/users', person)['id']}/api-keys", {"name": "k"})["key"]
