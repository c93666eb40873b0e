"""The other commands, on a home whose `serve` is not running: they start the database for themselves."""

import subprocess
import sys
from pathlib import Path

from tests.newcomer.processes import demand_one_sentence, environment, free_port, holdfast, serving

GOOD = "a-long-winding-passphrase\n"


def createuser(home: Path, password: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return with_password(home, password, "createuser", *arguments)


def with_password(home: Path, password: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "holdfast", *words, "--password-stdin"],
        env=environment(home),
        input=password,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_demo_goes_in_once_and_out_again(used_home: Path) -> None:
    seeded = holdfast("demo", "seed", environment=environment(used_home))
    assert seeded.returncode == 0, seeded.stderr
    assert "log in at /desk as anna@salon.example" in seeded.stdout
    assert "log in at /desk as amelia@clinic.example" in seeded.stdout
    demand_one_sentence(holdfast("demo", "seed", environment=environment(used_home)), 1, "already")
    removed = holdfast("demo", "remove", environment=environment(used_home))
    assert (removed.returncode, removed.stdout) == (0, "The demo is out.\n"), removed.stderr
    removed = holdfast("demo", "remove", environment=environment(used_home))
    assert (removed.returncode, removed.stdout) == (0, "There is no demo to take out.\n"), removed.stderr
    with serving(used_home, "--host", "127.0.0.1") as run:
        assert "anna@salon.example" not in run.said(), "what was taken out does not come back"


def test_one_example_can_be_put_in_by_its_name(used_home: Path) -> None:
    seeded = holdfast("demo", "seed", "clinic", environment=environment(used_home))
    assert (seeded.returncode, "salon" in seeded.stdout) == (0, False), seeded.stderr
    rest = holdfast("demo", "seed", environment=environment(used_home))
    assert (rest.returncode, "clinic" in rest.stdout) == (0, False), rest.stderr
    unknown = holdfast("demo", "seed", "circus", environment=environment(used_home))
    assert unknown.returncode == 2
    assert "only salon and clinic" in unknown.stderr


def test_a_log_in_is_made_for_an_organisation_that_is_there(used_home: Path) -> None:
    demand_one_sentence(createuser(used_home, GOOD, "eva@example.com", "salon"), 1, "nothing here")
    assert holdfast("demo", "seed", environment=environment(used_home)).returncode == 0
    weak = createuser(used_home, "1234\n", "eva@example.com", "salon")
    demand_one_sentence(weak, 1, "too short", "too common")
    demand_one_sentence(createuser(used_home, GOOD, "eva@example.com", "salon", "--role", "queen"), 1, "role")
    made = createuser(used_home, GOOD, "eva@example.com", "salon", "--role", "owner", "--name", "Eva Berg")
    assert (made.returncode, made.stdout) == (0, "eva@example.com can log in at /desk.\n"), made.stderr
    assert createuser(used_home, GOOD, "eva@example.com", "salon").returncode == 1
    weak = with_password(used_home, "1234\n", "password", "eva@example.com")
    demand_one_sentence(weak, 1, "too short", "too common")
    nobody = with_password(used_home, GOOD, "password", "nobody@example.com")
    demand_one_sentence(nobody, 1, "no log-in with the address nobody@example.com")
    renewed = with_password(used_home, GOOD, "password", "EVA@example.com", "--without-second-step")
    said = "EVA@example.com has the new password, and is logged in nowhere.\n"
    assert (renewed.returncode, renewed.stdout) == (0, said), renewed.stderr


def test_migrating_again_changes_nothing(used_home: Path) -> None:
    for _ in range(2):
        migrated = holdfast("migrate", environment=environment(used_home))
        assert (migrated.returncode, migrated.stderr) == (0, "")


def test_the_doctor_finds_a_good_set_up_good(used_home: Path) -> None:
    idle = holdfast("doctor", environment=environment(used_home, PORT=str(free_port())))
    assert idle.returncode == 0, idle.stdout
    with serving(used_home) as run:
        well = holdfast("doctor", environment=environment(used_home, PORT=str(run.port)))
        assert well.returncode == 0, well.stdout
        assert "✓ The tables are up to date" in well.stdout
        assert "✓ The application's role owns nothing" in well.stdout


def test_the_doctor_names_what_is_wrong(home: Path) -> None:
    url = "postgresql://someone@127.0.0.1:1/somewhere"
    ill = holdfast("doctor", environment=environment(home, DATABASE_URL=url, PORT="none"))
    assert ill.returncode == 1
    assert "✗ PORT must be a number" in ill.stdout
    assert "✗ The database somewhere on 127.0.0.1:1 cannot be reached" in ill.stdout
    assert "2 of" in ill.stdout
    assert not home.exists(), "the doctor changes nothing"
