"""CONTRACT 1, who may do what: each cell of the table by real requests, those of a row in `deeds`.

§1 | may | platform_admin | supervisor | operator | auditor | tenant_admin | client |

§1 | tenants: create, suspend, resume, erase; desks | ✓ | – | – | – | – | – |

§1 | tenant settings, its API keys, users of role client / tenant_admin | ✓ | – | – | – | own | – |

§1 | configuration and rules: read, check, evaluate, simulate | ✓ | ✓ | – | ✓ | own | types and schemas |

§1 | configuration and rules: write, publish, roll back | ✓ | – | – | – | own | – |

§1 | items: submit, bulk, import, amend, cancel, attach; master data; webhooks | ✓ | ✓ | – | – | own | own |

§1 | items: read, history, attachments | ✓ | ✓ | items with a task in a queue they serve | ✓ | own | own, names of staff
hidden |

§1 | claim, renew, draft, complete, pend, release, reject; transfer and resume what one holds or pended oneself | – |
✓ | ✓ | – | – | – |

§1 | others' tasks: transfer, resume, re-open, priority, cancel, bulk, redecide | – | ✓ | – | – | – | – |

§1 | tasks, live events: read | ✓ | ✓ | queues they serve | ✓ | own | own, names hidden |

§1 | reports | ✓ | ✓ | own figures | ✓ | own | throughput and sla of own |

§1 | audit | ✓ | – | – | ✓ | own | – |

§1 | automation runs: read; retry | ✓ | ✓ | – | read | own | – |
"""

import httpx
import pytest

from command.contract_page import quoted
from tests.api.conftest import problem
from tests.contract.deeds import DEEDS, PARTS
from tests.contract.places import Place

HEAD, *ROWS = ([cell.strip() for cell in row.strip("| ").split("|")] for _, row in quoted(__doc__ or ""))
NOTHING = "\N{EN DASH}"
CELLS = [
    pytest.param(row[0], role, cell, id=f"{role} {row[0]}")
    for row in ROWS
    for role, cell in zip(HEAD[1:], row[1:], strict=True)
]


@pytest.mark.parametrize(("row", "role", "cell"), CELLS)
def test_a_role_does_what_its_cell_says_and_is_refused_the_rest(place: Place, row: str, role: str, cell: str) -> None:
    """§1 what the role may not do is 403."""
    deed = next(deed for start, deed in DEEDS.items() if row.startswith(start))
    answers = deed(place, place.house.callers[role])
    may = set() if cell == NOTHING else PARTS.get(cell, set(answers))
    for name, answer in answers.items():
        if name in may:
            assert answer.is_success, f"{name}: {answer.text}"
        else:
            assert problem(answer) == (403, "forbidden"), name
            assert is_untold(answer)


def is_untold(answer: httpx.Response) -> bool:
    """A refusal says nothing of what was asked for."""
    return set(answer.json()) == {"type", "title", "status", "detail"}
