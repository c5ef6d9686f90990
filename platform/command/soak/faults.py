"""Every kind of fault that the soak knows, by name."""

from dataclasses import dataclass

from .hindrances import (
    clients_cut,
    database_cut,
    messages_repeated,
    operators_stopped,
    valkey_full,
    worker_stopped,
)
from .kills import Strike, backends, children_of_workers, killing, part, valkey_lost, workers


@dataclass(frozen=True)
class Fault:
    """`strike` gives an async context: to enter it begins the fault, to leave it ends one that `is_lasting`."""

    name: str
    strike: Strike
    is_lasting: bool = False


FAULTS = (
    Fault("api", killing(part("api"))),
    Fault("worker", killing(workers)),
    Fault("worker-child", killing(children_of_workers)),
    Fault("scheduler", killing(part("scheduler"))),
    Fault("postgresql", killing(part("postgresql"))),
    Fault("backend", killing(backends)),
    Fault("valkey-lost", valkey_lost),
    Fault("valkey-full", valkey_full),
    Fault("worker-stopped", worker_stopped, is_lasting=True),
    Fault("operators-stopped", operators_stopped, is_lasting=True),
    Fault("database-cut", database_cut),
    Fault("clients-cut", clients_cut),
    Fault("messages-twice", messages_repeated),
)
