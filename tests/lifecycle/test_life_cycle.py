"""Items live as the model says, one thing at a time; and several things at once leave nothing wrong."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.lifecycle.at_once import AtOnce
from tests.lifecycle.machine import LifeCycle
from tests.lifecycle.world import World

FEW = settings(max_examples=8, stateful_step_count=30, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("machine", [LifeCycle, AtOnce])
@pytest.mark.timeout(600)
def test_the_server_holds_what_the_machine_expects(a_world: World, machine: type[RuleBasedStateMachine]) -> None:
    run_state_machine_as_test(type(machine.__name__, (machine,), {"world": a_world}), settings=FEW)
