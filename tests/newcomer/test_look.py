"""How a business looks, changed by a command and seen on the web."""

import subprocess
from pathlib import Path

from PIL import Image

from tests.newcomer.processes import demand_one_sentence, environment, holdfast
from tests.pictures import SVG, file_of, halves


def _look(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return holdfast("look", *arguments, environment=environment(home))


def test_words_colour_and_pictures_go_in_and_out(used_home: Path, tmp_path: Path) -> None:
    picture, drawing, torn = tmp_path / "picture.png", tmp_path / "drawing.svg", tmp_path / "torn.jpg"
    picture.write_bytes(file_of(halves()))
    drawing.write_bytes(SVG)
    torn.write_bytes(file_of(Image.effect_noise((300, 300), 90), "JPEG")[:9_000])
    demand_one_sentence(_look(used_home, "salon", "--about", "x"), 1, "There is no organisation salon here.")
    assert holdfast("demo", "seed", environment=environment(used_home)).returncode == 0

    said = _look(used_home, "salon", "--about", "Hair.", "--logo", str(picture), "--photo", f"carla={picture}")
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines() == [
        "What salon says of itself is changed.",
        "The logo of salon is in.",
        "The photo of carla is in.",
    ]
    said = _look(used_home, "salon", "--no-logo", "--no-photo", "carla")
    assert said.stdout.splitlines() == ["The logo of salon is out.", "The photo of carla is out."], said.stderr

    demand_one_sentence(_look(used_home, "salon", "--no-logo"), 1, "salon has no logo to take away.")
    demand_one_sentence(_look(used_home, "salon", "--no-photo", "carla"), 1, "There is no photo of carla")
    unknown = _look(used_home, "salon", "--photo", f"bob={picture}")
    demand_one_sentence(unknown, 1, "There is nobody called bob at salon.")
    unusable = _look(used_home, "salon", "--logo", str(drawing))
    demand_one_sentence(unusable, 1, f"{drawing} cannot be the logo (must be a PNG, JPEG, WebP or GIF).")
    broken = _look(used_home, "salon", "--photo", f"anna={torn}")
    demand_one_sentence(broken, 1, f"{torn} cannot be the photo (is broken: save it again, or take another).")
    demand_one_sentence(
        _look(used_home, "salon", "--about", "x" * 601), 1, "--about cannot be used (longer than 600"
    )
    demand_one_sentence(_look(used_home, "salon", "--accent", "red"), 1, "--accent cannot be used (must be #")
