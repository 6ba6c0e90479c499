import pytest

from vigie.kernel.errors import NotSignedIn, Unavailable
from vigie.testing.cameras import someone
from vigie.web.doors import Doors


class FakeSessions:
    def __init__(self):
        self.asked = []
        self.faults = {}

    async def principal(self, token, address):
        self.asked.append((token, address))
        if token in self.faults:
            raise self.faults[token]
        return someone()


@pytest.fixture
def sessions():
    return FakeSessions()


async def test_a_session_that_ends_closes_all_its_sockets_with_the_reason_and_no_other(sessions):
    doors, closed = Doors(sessions), []
    for token in ("one", "one", "two"):
        doors.open(token, "10.0.0.1", lambda code, token=token: closed.append((token, code)))
    await doors.look()
    assert closed == []
    sessions.faults["one"] = NotSignedIn("over", code="account_suspended")
    await doors.look()
    assert closed == [("one", "account_suspended")] * 2


async def test_a_wall_costs_one_question_per_session_not_per_tile(sessions):
    doors = Doors(sessions)
    for _ in range(25):
        doors.open("one", "10.0.0.1", lambda code: None)
    await doors.look()
    assert sessions.asked == [("one", "10.0.0.1")]


async def test_a_socket_that_left_is_not_asked_for_any_more(sessions):
    doors = Doors(sessions)
    leave = doors.open("one", "10.0.0.1", lambda code: None)
    assert doors.sockets == 1
    leave()
    await doors.look()
    assert (doors.sockets, sessions.asked) == (0, [])


async def test_when_sessions_cannot_be_read_nothing_is_shown(sessions):
    doors, closed = Doors(sessions), []
    doors.open("one", "10.0.0.1", closed.append)
    sessions.faults["one"] = Unavailable("disk")
    await doors.look()
    assert closed == ["unavailable"]
