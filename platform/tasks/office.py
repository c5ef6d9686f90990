"""What a process that works on items holds: the database, what it knows of configurations and lanes, the ways in."""

import random
from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from tenants.database import Database

from .bulk import Bulk
from .cases import Cases
from .claiming import Claiming
from .configuration import Configurations
from .news import Tell
from .serving import Serving
from .submission import Intake


class Office:
    """`tell`: is told of every change of an item that this process has written."""

    def __init__(self, db: Database, new_id: Callable[[datetime], UUID], tell: Tell) -> None:
        self.db = db
        self.configurations = Configurations(db)
        self.intake = Intake(db, self.configurations, new_id, tell)
        self.bulk = Bulk(db, self.configurations, new_id, tell)
        self.claiming = Claiming(Serving(), partial(random.getrandbits, 62), tell)
        self.cases = Cases(db, self.configurations, new_id, tell)
        self.tell = tell
