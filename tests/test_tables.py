"""Tables of phrases and places: whatever could never match a text is told with its file, its line and a guess."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import rules
from rules.reading.check import mistakes

VENDOR = '\nvendor = """\n'
MISPLACED = "means nothing where it stands; see phrases.py"
NO_TOML = "this is not TOML:"


class Copy:
    """The package of the rules once more, to be mistyped in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        source = Path(rules.__file__).parent
        shutil.copytree(source, folder / "rules", ignore=shutil.ignore_patterns("__pycache__"))

    def write(self, file: str, old: str, new: str) -> str:
        """Put one text in another's place; where the last line of the new one is, as a sentence about it begins."""
        path = self.folder / "rules" / "reading" / file
        before, found, after = path.read_text(encoding="utf-8").partition(old)
        assert found
        path.write_text(before + new + after, encoding="utf-8")
        line = f"{before}{new}".rstrip("\n").count("\n") + 1
        return f"rules/reading/{file}:{line}: "

    def told(self) -> list[str]:
        """What the check that `make lint` runs says."""
        ended = self.run("-m", "rules.reading.check")
        assert ended.stderr == ""
        assert ended.returncode == (1 if ended.stdout else 0)
        return ended.stdout.splitlines()

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run Python on the copy."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=False,
        )

    def expect(self, *slips: tuple[str, str, str, str]) -> None:
        """Make each slip (file, old text, new text), and be told its sentence, and nothing else.

        Of two in one file, the upper one is made first.
        """
        expected = [self.write(file, old, new) + said for file, old, new, said in slips]
        assert set(self.told()) == set(expected)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_the_tables_that_ship_have_nothing_that_could_never_match() -> None:
    assert list(mistakes()) == []


def test_a_mistyped_class_slot_cue_table_and_country_are_told_with_file_line_and_what_was_meant(copy: Copy) -> None:
    english, spanish, german, aliases = (
        *(f"phrases/{language}.toml" for language in ("en", "es", "de")),
        "gazetteer/aliases.txt",
    )
    copy.expect(
        (english, VENDOR, f"{VENDOR}rent~ @staf\n", 'there is no class "@staf"; did you mean "@staff"?'),
        (
            english,
            "@staf\n",
            "@staf\n@heads\n",
            'there is no class "@heads"; did you mean "@staff", which has "heads"?',
        ),
        (english, "@heads\n", "@heads\nfrom {nam}\n", 'there is no slot "{nam}"; did you mean "{name}"?'),
        (spanish, VENDOR, '\nvendorr = """\n', 'there is no cue "vendorr"; did you mean "vendor"?'),
        (german, "\n[cues]\n", "\n[cuess]\n", 'there is no table "cuess"; did you mean "cues"?'),
        (aliases, "[code]\n", "[code]\nUK: UKX\n", 'there is no country "UK"; did you mean "GB" (United Kingdom)?'),
    )


def test_every_table_is_checked_when_it_is_loaded(copy: Copy) -> None:
    copy.expect(
        (
            "phrases/cues.toml",
            'axis = "ownership"',
            'axis = "owner"',
            'there is no axis "owner"; did you mean "ownership"?',
        ),
        (
            "phrases/functions.toml",
            '"phone_service"',
            '"phone_servce"',
            'there is no kind "phone_servce"; did you mean "phone_service"?',
        ),
        ("phrases/amounts.toml", "one=1 ", "one1 ", 'a number is written as in "ten=10"; "one1" is not'),
        (
            "phrases/languages.toml",
            "[letters]\n",
            '[letters]\nfii = "ä"\n',
            'there is no language "fii"; did you mean "fi"?',
        ),
        ("phrases/fr.toml", VENDOR, f"{VENDOR}hand~er\n", f'the sign "~" in "hand~er" {MISPLACED}'),
        ("phrases/fr.toml", "hand~er\n", "hand~er\nloin/\n", 'there is nothing in a bracket, or on one side of a "/"'),
        ("phrases/other.toml", "far_word = ", "far_word = 3 #", '"far_word" is to be a text in quotes'),
        (
            "phrases/ja.toml",
            "[cues]",
            "[cues",
            f"{NO_TOML} Expected ']' at the end of a table declaration (at line 5, column 6)",
        ),
        ("gazetteer/distance.toml", '"SJ"', '"NOR"', 'there is no country "NOR"; did you mean "NO" (Norway)?'),
        (
            "gazetteer/context.txt",
            "[wary]\n",
            "[wary]\nbath\n[waryy]\n",
            'there is no heading "waryy"; did you mean "wary"?',
        ),
        ("gazetteer/cities.txt", "\nAE23\t", "\nQX23\t", 'there is no country "QX"; countries.txt has the codes'),
        ("gazetteer/alpha3.txt", "\nAD\t", "\nDA\t", 'there is no country "DA"; did you mean "AD" (Andorra)?'),
        (
            "gazetteer/aliases.txt",
            "[country]\n",
            "[country]\nDE Teutonia\n",
            'a line is "CODE: name | name", and this one has no colon',
        ),
    )


def test_a_line_that_no_text_could_match_is_told_although_it_can_be_read(copy: Copy) -> None:
    copy.expect(
        ("phrases/en.toml", VENDOR, f"{VENDOR}... far\n", '"... far" is never found, not in a text of its words'),
        (
            "phrases/en.toml",
            "[answers.start]\n",
            '[answers.start]\nsoon = "soon"\n',
            'factor "start" has no option "soon"',
        ),
        ("phrases/de.toml", "[classes]\n", '[classes]\nsite2 = "dort"\n', 'no phrase has "@site2"'),
        (
            "phrases/functions.toml",
            "\n[kinds.project]\n",
            '\n[kinds.project]\nlabor_share = "low"\n',
            'there is no factor "labor_share"; did you mean "labour_share"?',
        ),
        (
            "gazetteer/aliases.txt",
            "[country]\n",
            "[country]\nUS: Area 51\n",
            '"Area 51" is never found, not in a text of just that name',
        ),
        (
            "gazetteer/context.txt",
            "[wary]\n",
            "[wary]\nutopia\n",
            'no place is called "utopia", so it never matters here',
        ),
        ("gazetteer/distance.toml", "cities = [", 'cities = ["Chengdoo",', 'there is no city "Chengdoo" in China'),
        ("gazetteer/left_out.txt", "\naalten", "\nAalten", 'names are written folded here: "aalten", not "Aalten"'),
    )


def test_who_asks_is_told_what_is_wrong_in_a_table_and_not_which_key_python_misses(copy: Copy) -> None:
    where = copy.write("phrases/en.toml", VENDOR, '\nvendorr = """\n')
    asked = copy.run("-c", "from bot.cli import main; main()", "ask", "--no-log", "Move payroll to an agency in Manila")
    assert (asked.stdout, asked.returncode) == ("", 1)
    assert asked.stderr == f'{where}there is no cue "vendorr"; did you mean "vendor"?\n'


def test_a_bot_does_not_start_on_a_table_that_somebody_would_run_into_later(copy: Copy) -> None:
    where = copy.write("phrases/ja.toml", "[cues]\n", '[cues]\nvendorr = "業者"\n')
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:9/api/"}
    served = copy.run("-c", "from bot.cli import main; main()", "serve", "--port", "0", **tokens)
    assert served.returncode == 1
    assert f'{where}there is no cue "vendorr"; did you mean "vendor"?' in served.stderr
