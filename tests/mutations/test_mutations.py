"""The proof of the proof: a core with a mistake in it does not pass, and the core as it is does.

Each mutation gets a copy of the core of its own, and the properties of `tests/core` are run against the copy in
a process without Django, two at a time. `HOLDFAST_EXAMPLES` below 1 tries fewer examples and shrinks nothing.
"""

import os
import shutil
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.mutations.mutation import Mutation
from tests.mutations.planted import MUTATIONS

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "holdfast"
PROPERTIES = sorted({mutation.caught_by for mutation in MUTATIONS})
# What people wrote down comes first: it finds in a second what chance may take long to draw.
EXAMPLES = {"test_availability.py": ("test_starts_by_example.py",)}
WITHOUT = "the core as it is"
OPTIONS = ("-x", "-q", "--no-header", "--tb=short", "-p", "no:cacheprovider", "-c", os.devnull)


def run_properties(folder: Path, modules: list[str]) -> subprocess.CompletedProcess[str]:
    """Runs properties against the core in a folder."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_ADDOPTS": "",
        "HOLDFAST_EXAMPLES": "0.4",
        "HOLDFAST_CORE_IS_IN": str(folder),
    }
    tests = ROOT / "tests" / "core"
    command = [sys.executable, "-m", "pytest", *OPTIONS, f"--rootdir={ROOT}", f"--confcutdir={tests}"]
    return subprocess.run(
        [*command, *(str(tests / module) for module in modules)],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )


def copy_core(folder: Path) -> Path:
    (folder / "holdfast").mkdir(parents=True)
    shutil.copy(SOURCE / "__init__.py", folder / "holdfast")
    shutil.copytree(SOURCE / "core", folder / "holdfast" / "core", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def try_mutation(folder: Path, mutation: Mutation) -> subprocess.CompletedProcess[str]:
    file = copy_core(folder) / "holdfast" / "core" / mutation.file
    file.write_text(file.read_text().replace(mutation.old, mutation.new))
    return run_properties(folder, [*EXAMPLES.get(mutation.caught_by, ()), mutation.caught_by])


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory, request):
    """What became of the core, by mutation; all that the run asks for are begun at once."""
    folder = tmp_path_factory.mktemp("cores")
    asked = [item for item in request.session.items if "outcomes" in getattr(item, "fixturenames", ())]
    begun: dict[str, Future] = {}
    with ThreadPoolExecutor(max_workers=2) as pool:
        for number, item in enumerate(asked):
            place = folder / str(number)
            if hasattr(item, "callspec"):
                mutation = item.callspec.params["mutation"]
                begun[mutation.name] = pool.submit(try_mutation, place, mutation)
            else:
                begun[WITHOUT] = pool.submit(lambda place=place: run_properties(copy_core(place), PROPERTIES))
        yield begun


def named(mutation: Mutation) -> str:
    return mutation.name.replace(" ", "-")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=named)
def test_a_mutation_still_finds_its_place(mutation):
    assert (SOURCE / "core" / mutation.file).read_text().count(mutation.old) == 1
    assert mutation.old != mutation.new


def test_mutations_have_names_of_their_own():
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS) >= 10


def test_the_core_without_a_mutation_passes(outcomes):
    done = outcomes[WITHOUT].result()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=named)
def test_a_mutation_is_caught(outcomes, mutation):
    done = outcomes[mutation.name].result()
    # 1 is a test that failed; 2 and more would be tests that could not run.
    assert done.returncode == 1, done.stdout[-3000:] + done.stderr[-1000:]
