"""Calendars of devices: other people's programs keep theirs in step with the real house.

Prints `ok NAME` or `FAILED NAME`. Beside the house stand the client `caldav`, the synchroniser `vdirsyncer`, and
`caldav-server-tester`, which tries what a server can and says so (`tester.py`).
"""

import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import caldav
import icalendar

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "kit"))
from house import House, run  # noqa: E402

HOUSE = House(dev=True)
HERE = pathlib.Path(tempfile.mkdtemp(prefix="courtyard-dav-"))
BIN = pathlib.Path(sys.executable).parent
UTC = datetime.timezone.utc
USER = "courtyard"
NEXT = {"phone": 13900001000}

EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//courtyard//e2e//EN
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261201T000000Z
DTSTART;TZID=Europe/Berlin:20271206T090000
DTEND;TZID=Europe/Berlin:20271206T100000
SUMMARY:{title}
{more}END:VEVENT
END:VCALENDAR
"""

# What the house leaves out on purpose (docs/adr/0048-dav.md), by the names that the tester has for it.
LEFT_OUT = (
    # A person has the two lists that he has, and tasks are in one of their own.
    "create-calendar",
    "delete-calendar",
    "save-load.todo.mixed-calendar",
    "save-load.journal",
    "save-load.todo.recurrences",
    "scheduling",
    "freebusy-query.rfc6638",
    "principal-search",
    # What an entry says of these is not kept: categories, what it belongs to, when a task may begin, in which of two ways an end is said.
    "search.text.category",
    "search.is-not-defined.category",
    "search.is-not-defined.dtend",
    "search.time-range.open.start",
    "save-load.icalendar.related-to",
    # A time that is cancelled is one that is taken out.
    "save-load.event.recurrences.exception.cancelled",
    # Colours are numbers, and lists stand where a program puts them.
    "calendar-color.name",
    "calendar-order",
)
# What has to be seen to work: the tester tells nothing of it then, and "unknown" where it never came to look.
CLAIMED = (
    "save-load.event",
    "save-load.todo",
    "save-load.get-by-url",
    "save-load.stable-url",
    "search.time-range",
    "search.text",
    "search.comp-type",
    "search.recurrences.expanded.event",
    "search.recurrences.expanded.exception",
    "sync-token",
    "freebusy-query",
    "calendar-color",
)


class Account:
    """Somebody new, with a password for a device."""

    def __init__(self, name: str) -> None:
        NEXT["phone"] += 1
        self.token = HOUSE.sign_up(str(NEXT["phone"]), name)
        self.password = self.device()
        self.address = f"http://127.0.0.1:{HOUSE.port}/dav/"

    def device(self) -> str:
        made = HOUSE.send("POST", "/api/v1/me/calendar/devices", {"label": "e2e"}, self.token).ok()
        return made.json()["password"]

    def calendars(self) -> dict:
        client = caldav.DAVClient(url=self.address, username=USER, password=self.password)
        found = client.principal().calendars()
        return {"VTODO" if "VTODO" in one.get_supported_components() else "VEVENT": one for one in found}

    def times(self) -> list:
        path = "/api/v1/me/events?from=2027-12-01T00:00:00Z&until=2027-12-31T00:00:00Z"
        items = HOUSE.send("GET", path, token=self.token).ok().json()["items"]
        return [(item["from"][:16], item["title"]) for item in items]


def parsed(calendar: str) -> list:
    return [one for one in icalendar.Calendar.from_ical(calendar).walk() if one.name in ("VEVENT", "VTODO")]


def a_client_finds_its_calendars_and_what_it_brings_is_on_the_page() -> None:
    """a client finds its calendars and what it brings is on the page"""
    ana = Account("安娜")
    events = ana.calendars()["VEVENT"]
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:x\nTRIGGER:-PT30M\nEND:VALARM\n"
    kept = events.save_event(EVENT.format(uid="one@e2e", title="来自客户端", more="LOCATION:三号楼\n" + alarm))
    assert ana.times() == [("2027-12-06T08:00", "来自客户端")], ana.times()
    kept.load()
    (event,) = parsed(kept.data)
    assert (str(event["UID"]), str(event["LOCATION"])) == ("one@e2e", "三号楼")
    (trigger,) = [one["TRIGGER"].dt for one in event.subcomponents]
    assert trigger == datetime.timedelta(minutes=-30), trigger
    wish = {"title": "网页", "zone": "UTC", "begins": "2027-12-07T09:00", "ends": "2027-12-07T10:00"}
    HOUSE.send("POST", "/api/v1/me/events", wish, ana.token).ok()
    titles = sorted(str(parsed(one.data)[0]["SUMMARY"]) for one in events.events())
    assert titles == ["来自客户端", "网页"], titles
    kept.delete()
    assert [title for _, title in ana.times()] == ["网页"]


def a_series_goes_both_ways_with_what_differs() -> None:
    """a series goes both ways with what differs"""
    ana = Account("安娜")
    events = ana.calendars()["VEVENT"]
    more = "RRULE:FREQ=DAILY;COUNT=4\nEXDATE;TZID=Europe/Berlin:20271208T090000\n"
    whole = EVENT.format(uid="series@e2e", title="每天", more=more)
    at_three = EVENT.replace("20271206T09", "20271207T15").replace("20271206T10", "20271207T16")
    other = at_three.format(uid="series@e2e", title="改期", more="RECURRENCE-ID;TZID=Europe/Berlin:20271207T090000\n")
    inner = other.split("PRODID:-//courtyard//e2e//EN\n")[1]
    events.save_event(whole.replace("END:VCALENDAR\n", "") + inner)
    expected = [("2027-12-06T08:00", "每天"), ("2027-12-07T14:00", "改期"), ("2027-12-09T08:00", "每天")]
    assert ana.times() == expected, ana.times()
    found = events.search(
        start=datetime.datetime(2027, 12, 1, tzinfo=UTC),
        end=datetime.datetime(2027, 12, 31, tzinfo=UTC),
        event=True,
        expand=True,
        server_expand=True,
    )
    starts = sorted(one["DTSTART"].dt for item in found for one in parsed(item.data))
    assert [at.day for at in starts] == [6, 7, 9], starts


def tasks_are_a_list_of_their_own() -> None:
    """tasks are a list of their own"""
    ana = Account("安娜")
    tasks = ana.calendars()["VTODO"]
    todo = tasks.save_todo(summary="买牛奶", due=datetime.datetime(2027, 12, 6, 9, tzinfo=UTC))
    items = HOUSE.send("GET", "/api/v1/me/tasks", token=ana.token).ok().json()["items"]
    assert [(one["title"], one["due"][:16]) for one in items] == [("买牛奶", "2027-12-06T09:00")], items
    todo.complete()
    items = HOUSE.send("GET", "/api/v1/me/tasks", token=ana.token).ok().json()["items"]
    assert items[0]["done"], items


def what_changed_is_told_once() -> None:
    """what changed since a token is told, also what went"""
    ana = Account("安娜")
    events = ana.calendars()["VEVENT"]
    one = events.save_event(EVENT.format(uid="a@e2e", title="a", more=""))
    known = events.objects_by_sync_token(load_objects=False)
    events.save_event(EVENT.format(uid="b@e2e", title="b", more=""))
    one.delete()
    changed = events.objects_by_sync_token(sync_token=known.sync_token, load_objects=False)
    assert len(list(changed)) == 2, [str(item.url) for item in changed]
    again = events.objects_by_sync_token(sync_token=changed.sync_token, load_objects=False)
    assert not list(again)


def vdirsyncer_keeps_a_folder_in_step() -> None:
    """vdirsyncer keeps a folder in step"""
    ana = Account("安娜")
    folder = HERE / "events"
    config = HERE / "vdirsyncer"
    config.write_text(
        f"""
[general]
status_path = "{HERE}/status/"
[pair mine]
a = "here"
b = "house"
collections = ["events"]
[storage here]
type = "filesystem"
path = "{HERE}/"
fileext = ".ics"
[storage house]
type = "caldav"
url = "{ana.address}"
username = "{USER}"
password = "{ana.password}"
"""
    )

    def sync(*command: str) -> None:
        ran = subprocess.run(
            [BIN / "vdirsyncer", "-c", config, *command],
            capture_output=True,
            text=True,
            timeout=120,
            input="y\n" * 9,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        assert ran.returncode == 0, ran.stderr[-1500:]

    folder.mkdir()
    (folder / "mine.ics").write_text(EVENT.format(uid="file@e2e", title="文件", more=""))
    sync("discover")
    sync("sync")
    assert [title for _, title in ana.times()] == ["文件"]
    wish = {"title": "网页", "zone": "UTC", "begins": "2027-12-07T09:00", "ends": "2027-12-07T10:00"}
    HOUSE.send("POST", "/api/v1/me/events", wish, ana.token).ok()
    sync("sync")
    titles = sorted(str(parsed(one.read_text())[0]["SUMMARY"]) for one in folder.glob("*.ics"))
    assert titles == ["文件", "网页"], titles
    (folder / "mine.ics").unlink()
    sync("sync")
    assert [title for _, title in ana.times()] == ["网页"]


def the_tester_of_servers_finds_nothing_broken() -> None:
    """caldav-server-tester finds nothing broken and nothing missing but what is left out on purpose"""
    ana = Account("安娜")
    tester = pathlib.Path(__file__).with_name("tester.py")
    command = [sys.executable, tester, "--format", "json", "--caldav-url", ana.address]
    command += ["--caldav-username", USER, "--caldav-password", ana.password, "--caldav-calendar", "日历"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, ran.stderr[-2000:]
    said = json.loads(ran.stdout[ran.stdout.index("{") :])
    features = {name: value.get("support") for name, value in said["features"].items()}
    assert features.get("create-calendar") == "unsupported", "it looked at nothing"
    missing = ("unsupported", "broken", "ungraceful")
    wrong = {name: how for name, how in features.items() if how in missing and not name.startswith(LEFT_OUT)}
    unseen = {name: how for name, how in features.items() if name in CLAIMED and how not in (None, "full")}
    assert not wrong and not unseen, (wrong, unseen)


def an_ended_password_opens_nothing() -> None:
    """an ended password opens nothing"""
    ana = Account("安娜")
    ana.calendars()
    for device in HOUSE.send("GET", "/api/v1/me/calendar/devices", token=ana.token).ok().json()["items"]:
        HOUSE.send("DELETE", f"/api/v1/me/devices/{device['id']}", token=ana.token).ok()
    try:
        ana.calendars()
    except caldav.lib.error.AuthorizationError:
        return
    raise AssertionError("it was let in")


def main() -> int:
    try:
        return run(
            [
                a_client_finds_its_calendars_and_what_it_brings_is_on_the_page,
                a_series_goes_both_ways_with_what_differs,
                tasks_are_a_list_of_their_own,
                what_changed_is_told_once,
                vdirsyncer_keeps_a_folder_in_step,
                the_tester_of_servers_finds_nothing_broken,
                an_ended_password_opens_nothing,
            ]
        )
    finally:
        HOUSE.remove()


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
