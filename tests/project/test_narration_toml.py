"""What an author is told about a narration.toml: the text of the file, and the whole answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrate.errors import ProblemsFound
from narrate.project.load import load

BOOK = '[book]\ntitle = "Alice"\nmanuscript = "alice.md"\n'  # lines 1 to 3
"""The least that is a project; what a test is about comes after it, from line 4."""


def told(folder: Path, text: str) -> str:
    """What ``load`` says about the file ``text``, in a folder with a manuscript and a recording."""
    (folder / "alice.md").write_text("# One\n\nHello.\n", encoding="utf-8")
    (folder / "queen.wav").write_bytes(b"RIFF")
    (folder / "queen.doc").write_bytes(b"old")
    (folder / "parts").mkdir(exist_ok=True)
    (folder / "narration.toml").write_text(text, encoding="utf-8")
    try:
        project = load(folder)
    except ProblemsFound as found:
        return str(found)
    return "\n".join(str(problem) for problem in project.warnings)


OUT = '  hint: take it out, choose an engine that can, or put style_fallback = "ignore" into the voice\n'

SAID = {
    # --- keys -------------------------------------------------------------------------------------------
    "an unknown key": (
        BOOK
        + '[voices.teller]\nengine = "kokoro"\nvoice = "bf_emma"\nsped = 0.9\n[cast]\nnarrator = "teller"',
        'narration.toml:7: voices.teller: unknown key "sped"\n  hint: did you mean "speed"?',
    ),
    "an unknown table": (
        BOOK + "[voice]\nx = 1",
        'narration.toml:4: unknown key "voice"\n  hint: did you mean "voices"?',
    ),
    "a key like no other": (
        BOOK + "[output]\nquality = 3",
        'narration.toml:5: output: unknown key "quality"\n'
        "  hint: known here: formats, timings, packages, book, credits, sample, folder, flac, mp3, m4b, "
        "opus, wav",
    ),
    "a key of the book before its table": (
        'author = "Carroll"\n' + BOOK,
        'narration.toml:1: unknown key "author" before the first table\n'
        "  hint: author belongs below the line [book]",
    ),
    "a missing key": (
        '\n[book]\ntitle = "Alice"',
        'narration.toml:2: book: "manuscript" is missing\n  hint: add manuscript = "…"',
    ),
    "nothing at all": (
        "",
        "narration.toml:1: there is no [book] table\n"
        '  hint: add a line [book], and below it title = "…" and manuscript = "…"',
    ),
    "a key where a table belongs": (
        'pauses = "long"\n' + BOOK,
        'narration.toml:1: pauses: expected a table, found "long"\n'
        "  hint: write [pauses] on a line of its own",
    ),
    # --- values -----------------------------------------------------------------------------------------
    "a word for a number": (
        BOOK + '[voices.a]\nengine = "kokoro"\nvoice = "af_sky"\nspeed = "fast"\n[cast]\nnarrator = "a"',
        'narration.toml:7: voices.a.speed: expected a number from 0.5 to 2.0, found "fast"',
    ),
    "a kind of matter there is none of": (
        BOOK + 'matter = ["dedicaton"]\nnotes = "end"',
        'narration.toml:4: book.matter, item 1: "dedicaton" is no kind of front or back matter\n'
        '  hint: did you mean "dedication"?\n'
        'narration.toml:5: book.notes: expected "skip", "chapter" or "inline", found "end"',
    ),
    "a number out of range": (
        BOOK + "[pauses]\nsentence = -1",
        "narration.toml:5: pauses.sentence: expected a number from 0 to 60, found -1",
    ),
    "true for a number": (
        BOOK + "[pauses]\nscene = true",
        "narration.toml:5: pauses.scene: expected a number from 0 to 60, found true",
    ),
    "a character's pauses that there are none of, and one out of range": (
        BOOK + "[cast]\nAlice = { pauses = { scene = 1, sentence = -1 } }",
        'narration.toml:5: cast.Alice.pauses: unknown key "scene"\n'
        '  hint: did you mean "sentence"?\n'
        "narration.toml:5: cast.Alice.pauses.sentence: expected a number from 0 to 60, found -1",
    ),
    "a character's pauses in one number": (
        BOOK + "[cast]\nAlice = { pauses = 1 }",
        "narration.toml:5: cast.Alice.pauses: expected a table, found 1\n"
        "  hint: such as pauses = { sentence = 0.5 }",
    ),
    "a band of one level, and one that is no band": (
        BOOK + "[master]\nrms_db = [-20]",
        "narration.toml:5: master.rms_db: must be the lowest and the highest level, at least 1 dB apart\n"
        "  hint: such as [-22.5, -18.5]; [] is no band at all",
    ),
    "a band of levels that no speech has": (
        BOOK + "[master]\nrms_db = [-22, 0]",
        "narration.toml:5: master.rms_db, item 2: expected a number from -40 to -10, found 0",
    ),
    "a number that is none": (
        BOOK + "[pauses]\nscene = nan",
        "narration.toml:5: pauses.scene: expected a number from 0 to 60, found nan",
    ),
    "a weight below zero, and one that is a word": (
        BOOK
        + '[voices.a]\nengine = "kokoro"\nvoice = { bf_emma = -1, bf_lily = "x", af_sky = 1 }\n'
        + '[cast]\nnarrator = "a"',
        "narration.toml:6: voices.a.voice.bf_emma: expected a number above 0, found -1\n"
        'narration.toml:6: voices.a.voice.bf_lily: expected a number above 0, found "x"',
    ),
    "a date for a year": (
        BOOK + "year = 1865-11-26",
        "narration.toml:4: book.year: expected a whole number or text, found a date or time",
    ),
    "a language as Unix writes it": (
        BOOK + 'language = "en_GB"',
        'narration.toml:4: book.language: "en_GB" is not a language tag\n  hint: write "en-gb"',
    ),
    "an empty title": (
        '[book]\ntitle = " "\nmanuscript = "alice.md"',
        "narration.toml:2: book.title: must not be empty",
    ),
    "a title over two lines": (
        '[book]\ntitle = "Alice\\nin Wonderland"\nmanuscript = "alice.md"',
        "narration.toml:2: book.title: must be on one line, without control characters",
    ),
    "an unknown preset": (
        BOOK + '[master]\npreset = "podcasts"',
        'narration.toml:5: master.preset: expected "acx", "librivox", "podcast" or "archive", '
        'found "podcasts"\n'
        '  hint: did you mean "podcast"?',
    ),
    "formats that nobody makes, on the lines they are on": (
        BOOK + '[output]\nformats = [\n  "flac",\n  "ogg",\n  "aiff",\n]',
        'narration.toml:7: output.formats, item 2: expected "flac", "mp3", "m4b", "opus" or "wav", '
        'found "ogg"\n'
        'narration.toml:8: output.formats, item 3: expected "flac", "mp3", "m4b", "opus" or "wav", '
        'found "aiff"',
    ),
    "a format twice": (
        BOOK + '[output]\nformats = ["mp3", "mp3"]',
        'narration.toml:5: output.formats: "mp3" is in the list twice',
    ),
    "no format": (
        BOOK + "[output]\nformats = []",
        'narration.toml:5: output.formats: expected a list of "flac", "mp3", "m4b", "opus" or "wav", '
        "found an empty list",
    ),
    "an output folder that is the project": (
        BOOK + '[output]\nfolder = "parts/.."',
        'narration.toml:5: output.folder: "parts/.." holds the project itself\n'
        '  hint: name a folder for what narrate makes, such as "dist"',
    ),
    "a chapter both read and left out": (
        BOOK + 'read = ["Preface"]\nskip = ["preface"]',
        'narration.toml:5: book.skip, item 1: "preface" is in read as well\n'
        "  hint: take it out of one of the two",
    ),
    "tables in tables in tables": (
        BOOK + "[x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x]",
        "narration.toml:4: x.x: nested too deeply",
    ),
    "a number beyond TOML's": (
        BOOK + "year = 9223372036854775808",
        "narration.toml:4: book.year: the number is too large",
    ),
    # --- files ------------------------------------------------------------------------------------------
    "a manuscript that is not there": (
        '[book]\ntitle = "Alice"\nmanuscript = "alcie.md"',
        'narration.toml:3: book.manuscript: there is no file "alcie.md"\n  hint: did you mean "alice.md"?',
    ),
    "a manuscript in a folder that is not there": (
        '[book]\ntitle = "Alice"\nmanuscript = "text/alice.md"',
        'narration.toml:3: book.manuscript: there is no file "text/alice.md"\n'
        '  hint: there is no folder "text" either',
    ),
    "a manuscript that is a recording": (
        '[book]\ntitle = "Alice"\nmanuscript = "queen.wav"',
        'narration.toml:3: book.manuscript: "queen.wav" is not a manuscript that narrate can read\n'
        "  hint: the file's name ends in .md, .markdown, .txt, .epub, .docx, .fountain, .html, .htm, .xhtml",
    ),
    "a manuscript that has to be converted": (
        '[book]\ntitle = "Alice"\nmanuscript = "queen.doc"',
        'narration.toml:3: book.manuscript: "queen.doc" is not a manuscript that narrate can read\n'
        "  hint: open it in Word or LibreOffice and save it as .docx",
    ),
    "a kind of timing file twice, and one that nobody knows": (
        BOOK + '[output]\ntimings = ["srt", "ass", "srt"]',
        'narration.toml:5: output.timings: "srt" is in the list twice\n'
        'narration.toml:5: output.timings, item 2: expected "srt", "srt-words", "vtt", "lrc" or "json", '
        'found "ass"',
    ),
    "a manuscript twice": (
        '[book]\ntitle = "Alice"\nmanuscript = ["alice.md", "./alice.md"]',
        'narration.toml:3: book.manuscript, item 2: "./alice.md" is in the list already\n'
        "  hint: each file is narrated once",
    ),
    "a cover that is a folder": (
        BOOK + 'cover = "parts"',
        'narration.toml:4: book.cover: "parts" is a folder, not a file',
    ),
    "a recording to clone that is not there": (
        BOOK
        + '[voices.queen]\nengine = "csm"\nreference = "qeen.wav"\ntranscript = "Off!"\n'
        + '[cast]\nnarrator = "queen"',
        'narration.toml:6: voices.queen.reference: there is no file "qeen.wav"\n'
        '  hint: did you mean "queen.wav"?',
    ),
    "styles that are not there": (
        BOOK
        + '[voices.a]\nengine = "kokoro"\nvoice = "af_sky"\nstyle = "quen.wav"\n'
        + '[cast]\nnarrator = "a"\nAlice = { voice = "a", style = "quee.wav" }',
        'narration.toml:7: voices.a.style: there is no file "quen.wav"\n  hint: did you mean "queen.wav"?\n'
        'narration.toml:10: cast.Alice.style: there is no file "quee.wav"\n'
        '  hint: did you mean "queen.wav"?',
    ),
    "a style that is nearly the name of one": (
        BOOK
        + '[styles]\ncalm = { rate = 0.9 }\n[voices.a]\nengine = "kokoro"\nvoice = "af_sky"\nstyle = "clam"\n'
        + '[cast]\nnarrator = "a"',
        'narration.toml:9: voices.a.style: there is no file "clam", and no style of that name\n'
        '  hint: did you mean "calm"?',
    ),
    "transformations that cannot be meant": (
        BOOK
        + '[voices.a]\nengine = "espeak"\ntransform = { pitch_shift = 12, formants = 1 }\n'
        + '[cast]\nnarrator = "a"\nAlice = { voice = "a", transform = { speed = "slow" } }\n'
        + 'Bob = { transform = "deep" }',
        "narration.toml:6: voices.a.transform.pitch_shift: expected a number from -6.0 to 6.0, found 12\n"
        'narration.toml:6: voices.a.transform: unknown key "formants"\n  hint: did you mean "formant"?\n'
        'narration.toml:9: cast.Alice.transform.speed: expected a number from 0.5 to 2.0, found "slow"\n'
        'narration.toml:10: cast.Bob.transform: expected a table, found "deep"\n'
        "  hint: such as { pitch_shift = -3, formant = -2, speed = 0.9 }",
    ),
    "styles that cannot be meant": (
        BOOK
        + '[styles]\na = {}\nb = { neutral = "queen.wav" }\nc = { pitch = 12 }\nd = { tempo = 2 }\ne = 3\n'
        + 'f = { reference = "quen.wav", strength = 1.5 }',
        "narration.toml:5: styles.a: changes nothing\n"
        '  hint: a recording, "styles/fireside.wav", or a table such as { rate = 0.9, pitch = -2 }\n'
        'narration.toml:6: styles.b.neutral: nothing is to differ from it\n  hint: add reference = "…"\n'
        "narration.toml:7: styles.c.pitch: expected a number from -6.0 to 6.0, found 12\n"
        'narration.toml:8: styles.d: unknown key "tempo"\n'
        "  hint: known here: reference, transcript, neutral, neutral_transcript, strength, pitch, range, "
        "rate, energy, pauses, instruct, options\n"
        "narration.toml:9: styles.e: expected text or a table, found 3\n"
        '  hint: a recording, "styles/fireside.wav", or a table such as { rate = 0.9, pitch = -2 }\n'
        'narration.toml:10: styles.f.reference: there is no file "quen.wav"\n'
        '  hint: did you mean "queen.wav"?\n'
        "narration.toml:10: styles.f.strength: expected a number from 0 to 1, found 1.5",
    ),
    "transcripts of nothing, and one of two": (
        BOOK
        + '[styles]\na = { transcript = "Off!", rate = 0.9 }\nb = { rate = 0.9, neutral_transcript = "O" }\n'
        + 'c = { reference = "queen.wav", neutral = "queen.wav", transcript = "Off!" }',
        "narration.toml:5: styles.a.transcript: there is no recording in which it is said\n"
        '  hint: add reference = "…"\n'
        "narration.toml:6: styles.b.neutral_transcript: there is no neutral in which it is said\n"
        "  hint: take it out\n"
        "narration.toml:7: styles.c.transcript: the other recording needs its words, too\n"
        '  hint: add neutral_transcript = "…", or take this out',
    ),
    "what an engine cannot take of a style": (
        BOOK
        + '[styles]\nlow = { pitch = -2, strength = 0.5, instruct = "low" }\nloud = "queen.wav"\n'
        + '[voices.a]\nengine = "csm"\nreference = "queen.wav"\ntranscript = "Off with her head!"\n'
        + 'styles.low = "low"\nstyles.loud = "loud"\n'
        + '[voices.b]\nengine = "mlx"\nmodel = "a/b"\nstyle = { rate = 0.9, instruct = "low" }\n'
        + '[voices.c]\nengine = "kokoro"\nvoice = "af_sky"\n'
        + '[cast]\nnarrator = "a"\nothers = "b"\nAlice = { voice = "c", style = "low", styles = 3 }\n'
        + 'Hatter = { style = "low" }',
        "narration.toml:11: voices.a.styles.low: the csm engine cannot take strength, pitch and instruct of "
        f"a style: it is shown a manner, by another recording of the speaker\n{OUT}"
        "narration.toml:12: voices.a.styles.loud: the csm engine takes queen.wav only with the words that "
        f'are said in it: add transcript = "…"\n{OUT}'
        "narration.toml:16: voices.b.style: the mlx engine cannot take rate of a style: its models are told "
        f"a manner, with instruct or options\n{OUT}"
        "narration.toml:23: cast.Alice.style: the kokoro engine cannot take instruct of a style: it reads no "
        f"words but the book's\n{OUT}"
        "narration.toml:23: cast.Alice.styles: expected a table, found 3\n"
        "  hint: such as { angry = { rate = 1.2 } }\n"
        f"narration.toml:24: cast.Hatter.style: the espeak engine cannot take on a style\n{OUT[:-1]}",
    ),
    "a file's name longer than any": (
        BOOK + f'cover = "parts/{"x" * 300}"',
        f'narration.toml:4: book.cover: there is no file "parts/{"x" * 53}…"\n'
        "  hint: paths start at the project's folder, ",
    ),
    "a folder of a model that is not there": (
        BOOK + '[voices.a]\nengine = "kokoro"\nvoice = "af_sky"\nmodel = "./part"\n[cast]\nnarrator = "a"',
        'narration.toml:7: voices.a.model: there is no folder "./part"\n  hint: did you mean "parts"?',
    ),
    "a file for the folder of a model": (
        BOOK + '[voices.a]\nengine = "mlx"\nmodel = "./queen.wav"\n[cast]\nnarrator = "a"',
        'narration.toml:6: voices.a.model: "./queen.wav" is a file, not a folder\n'
        "  hint: a model is a folder of files",
    ),
    "a model that is neither a repository nor a folder": (
        BOOK + '[voices.a]\nengine = "mlx"\nmodel = "kokoro"\n[cast]\nnarrator = "a"',
        'narration.toml:6: voices.a.model: "kokoro" is neither a repository nor a folder\n'
        '  hint: write a repository as "owner/name", and a folder as "./folder"',
    ),
    # --- voices and cast --------------------------------------------------------------------------------
    "an unknown engine": (
        BOOK + '[voices.a]\nengine = "kokro"\n[cast]\nnarrator = "a"',
        'narration.toml:5: voices.a.engine: there is no engine "kokro"\n'
        '  hint: did you mean "kokoro"? the engines are "espeak", "kokoro", "csm", "mlx" and "tone"',
    ),
    "a voice without an engine": (
        BOOK + '[voices.a]\nspeed = 1\n[cast]\nnarrator = "a"',
        'narration.toml:4: voices.a: "engine" is missing\n'
        '  hint: add engine = "espeak", which needs no download; '
        'the engines are "espeak", "kokoro", "csm", "mlx" and "tone"',
    ),
    "a voice that does not exist": (
        BOOK
        + '[voices]\nalice = { engine = "espeak" }\nteller = { engine = "espeak" }\n'
        + '[cast]\nnarrator = "teller"\nAlice = "alise"\n"White Rabbit" = { voice = "alice" }',
        'narration.toml:9: cast.Alice: there is no voice "alise"\n'
        '  hint: did you mean "alice"? the voices are "alice" and "teller"',
    ),
    "a voice where there are none": (
        BOOK + '[cast]\nnarrator = "teller"',
        'narration.toml:5: cast.narrator: there is no voice "teller"\n  hint: add a table [voices.teller]',
    ),
    "two characters of one name": (
        BOOK + '[cast]\nDuchess = {}\nCook = { aliases = ["the Cook", "duchess"] }',
        'narration.toml:6: cast.Cook.aliases, item 2: "duchess" is a name of "Duchess" already '
        "(narration.toml:5)\n"
        "  hint: a name belongs to one character: take it away from one of the two",
    ),
    "an alias that is a role": (
        BOOK + '[cast]\nCook = { aliases = ["Narrator"] }',
        'narration.toml:5: cast.Cook.aliases, item 1: "Narrator" is taken: '
        '"narrator" and "others" are roles in [cast]\n'
        "  hint: roles are written in lower case, and are nobody's alias",
    ),
    "pronouns of another kind": (
        BOOK + '[cast]\nCook = { pronouns = "her" }',
        'narration.toml:5: cast.Cook.pronouns: expected "he", "she", "they" or "it", found "her"\n'
        '  hint: did you mean "he"?',
    ),
    "a character who is a number": (
        BOOK + '[cast]\n"White Rabbit" = 3',
        'narration.toml:5: cast."White Rabbit": expected the name of a voice or a table, found 3',
    ),
    "a teller who is not in the cast": (
        BOOK + 'told_by = "Watsen"\n[cast]\nWatson = {}',
        'narration.toml:4: book.told_by: nobody in [cast] is called "Watsen"\n  hint: did you mean "Watson"?',
    ),
    "a teller where there is no cast": (
        BOOK + 'told_by = "Watson"',
        'narration.toml:4: book.told_by: nobody in [cast] is called "Watson"\n'
        '  hint: add the character who says “I” to [cast]: "Watson" = {}',
    ),
    # --- pronunciations ---------------------------------------------------------------------------------
    "a pronunciation with one slash": (
        BOOK + '[pronounce]\nDinah = "/dˈInə"',
        'narration.toml:5: pronounce.Dinah: the slashes of "/dˈInə" are not one pair around it\n'
        '  hint: phonemes stand between two slashes, "/ˈiːvi/"; a respelling has none, "EE-vee"',
    ),
    "a pronunciation of nothing": (
        BOOK + '[pronounce]\nDinah = "//"\nAda = ""',
        'narration.toml:5: pronounce.Dinah: the slashes of "//" hold nothing, or a space at an end\n'
        '  hint: phonemes stand between two slashes, "/ˈiːvi/"; a respelling has none, "EE-vee"\n'
        "narration.toml:6: pronounce.Ada: must not be empty",
    ),
    "a word with a space at its end": (
        BOOK + '[pronounce]\n"Dinah " = "Diner"',
        'narration.toml:5: pronounce."Dinah ": begins or ends with a space\n  hint: take the space away',
    ),
    "a pronunciation that is a number": (
        BOOK + "[pronounce]\nDinah = 5",
        "narration.toml:5: pronounce.Dinah: expected text, a table or a list of them, found 5\n"
        '  hint: phonemes stand between two slashes, "/ˈiːvi/"; a respelling has none, "EE-vee"',
    ),
    "a pronunciation table without a pronunciation": (
        BOOK + '[pronounce]\nlead = { only = ["narrator"] }',
        "narration.toml:5: pronounce.lead: needs say or ipa\n"
        '  hint: a respelling is say = "EE-vee", phonemes are ipa = "ˈiːvi"',
    ),
    "phonemes for say": (
        BOOK + '[pronounce]\nlead = { say = "/lɛd/" }',
        'narration.toml:5: pronounce.lead: a slash in "/lɛd/"\n'
        '  hint: a respelling is say = "EE-vee", phonemes are ipa = "ˈiːvi"',
    ),
    "a pronunciation by nobody of the cast": (
        BOOK + '[cast]\nAlice = {}\n[pronounce]\nlead = { say = "led", only = ["Alise"] }',
        'narration.toml:7: pronounce.lead.only: nobody in [cast] is called "Alise"\n'
        '  hint: did you mean "Alice"?',
    ),
    "a mistyped key of a pronunciation": (
        BOOK + '[pronounce]\nlead = { say = "led", onyl = ["narrator"] }',
        'narration.toml:5: pronounce.lead: unknown key "onyl"\n  hint: did you mean "only"?',
    ),
    "a word said twice": (
        BOOK + '[cast]\nAlice = {}\n[pronounce]\nlead = [\n  "leed",\n  "led",\n]',
        "narration.toml:9: pronounce.lead, item 2: this word is said twice\n"
        '  hint: say who says it so: only = ["Alice"]',
    ),
    "a style that nothing would come of": (
        BOOK + '[voices.a]\nengine = "espeak"\nstyle = "queen.wav"\n[cast]\nnarrator = "a"',
        "narration.toml:6: voices.a.style: the espeak engine cannot take on a style\n"
        '  hint: take it out, choose an engine that can, or put style_fallback = "ignore" into the voice',
    ),
    # --- warnings: the project loads --------------------------------------------------------------------
    "a voice that nobody uses": (
        BOOK + '[voices.a]\nengine = "espeak"',
        "narration.toml:4: warning: voices.a: nobody in [cast] speaks with this voice\n"
        "  hint: give it to somebody, or take it out",
    ),
    "tones for a voice": (
        BOOK + '[voices.a]\nengine = "tone"\n[cast]\nnarrator = "a"',
        "narration.toml:5: warning: voices.a.engine: test tones, not a voice\n"
        '  hint: engine = "espeak" speaks and needs no download',
    ),
    # --- not TOML ---------------------------------------------------------------------------------------
    "a text without quotation marks": (
        "[book]\ntitle = Alice",
        "narration.toml:2: not valid TOML: invalid value\n"
        '  hint: text stands between quotation marks: title = "Alice"',
    ),
    "a text without an end": (
        '[book]\ntitle = "Alice',
        "narration.toml:2: not valid TOML: unterminated string\n"
        "  hint: a quotation mark is missing at the end of the text",
    ),
    "a key twice": (
        '[book]\ntitle = "Alice"\ntitle = "Bob"\n\n',
        "narration.toml:3: not valid TOML: cannot overwrite a value\n  hint: each key may be written once",
    ),
    "a number without end": (
        BOOK + "year = " + "9" * 5000,
        "narration.toml:1: a number has thousands of digits",
    ),
    "brackets without end": (
        "x = " + "[" * 5000,
        "narration.toml:1: arrays or tables are nested too deeply",
    ),
}


@pytest.mark.parametrize("case", SAID)
def test_an_author_is_told_of(case: str, tmp_path: Path) -> None:
    text, expected = SAID[case]
    answer = told(tmp_path, text)
    assert answer.replace(str(tmp_path), "") == expected


def test_all_problems_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        '[output]\nformats = ["ogg"]\n'
        '[cast]\nnarrator = "tellr"\nAlice = { voise = "a" }\n'
        "[pauses]\nscene = 99\n"
        '[voices.teller]\nengine = "espeak"\nspeed = 1000\n'
        '[book]\ntitel = "Alice"\nmanuscript = "gone.md"\ncover = "gone.jpg"\n'
    )
    lines = [line for line in told(tmp_path, text).splitlines() if line.startswith("narration.toml")]
    assert [line.partition(": ")[0] for line in lines] == [
        f"narration.toml:{number}" for number in (2, 4, 5, 7, 8, 10, 11, 12, 13, 14)
    ]


def test_no_message_has_the_words_of_the_library_that_checks(tmp_path: Path) -> None:
    for text, _ in SAID.values():
        answer = told(tmp_path, text).lower()
        for word in ("pydantic", "input should", "validation", "extra inputs", "basemodel", "traceback"):
            assert word not in answer


def test_the_engines_own_complaints_are_asked_for_only_when_wanted(tmp_path: Path) -> None:
    told(tmp_path, BOOK + '[voices.a]\nengine = "espeak"\nvoice = "xx-none"\n[cast]\nnarrator = "a"')
    assert load(tmp_path).warnings == ()
    with pytest.raises(ProblemsFound) as found:
        load(tmp_path, deep=True)
    (problem,) = found.value.problems
    assert problem.slug == "voice-fault"
    assert str(problem).startswith("narration.toml:4: voices.a: ")


def test_a_clone_without_its_words_is_a_complaint_of_its_engine(tmp_path: Path) -> None:
    clone = BOOK + '[voices.queen]\nengine = "csm"\nreference = "queen.wav"\n[cast]\nnarrator = "queen"'
    told(tmp_path, clone)
    with pytest.raises(ProblemsFound) as found:
        load(tmp_path, deep=True)
    assert str(found.value) == (
        "narration.toml:4: voices.queen: there is no transcript; CSM clones nothing without the words: "
        'add transcript = "…"'
    )
