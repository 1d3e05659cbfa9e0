"""From text to the words that are said: tables of written and spoken, and what must never be lost."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from narrate.model import UtteranceKind
from narrate.script.spoken.speak import speak, unreadable

HEADING, NARRATION, SPEECH = UtteranceKind.HEADING, UtteranceKind.NARRATION, UtteranceKind.SPEECH

CLEANING = [
    ("It wasn’t so.", "It wasn't so."),  # losing the apostrophe loses the negation
    ("stopped--then", "stopped—then"),
    ("stopped\u2060—\u2060then", "stopped—then"),  # Standard Ebooks' word joiners
    ("two – three", "two—three"),
    ("Well . . . no", "Well … no"),
    ("cafe\u0301 co\u00adop\u200b", "café coop"),
    ("ﬁne  ﬂow\u00a0here\t.", "fine flow here."),
    ("“Stop!” he said.", "Stop! he said."),
    ("‘Stop!’ he cried, ‘or I’ll shoot.’", "Stop! he cried, or I'll shoot."),
    ("'Where 'ave you been?' he said.", "Where 'ave you been? he said."),
    ("’Tis the dogs’ fault", "'Tis the dogs' fault"),
    ("goin’ huntin’", "goin' huntin'"),
    ("rock ’n’ roll", "rock 'n' roll"),
    ("Mr. D—— arrived", "Mister D—arrived"),
    ("Tyger Tyger, burning bright\nIn the forests of the night;\nWhat", "Tyger Tyger, burning bright, "
     "In the forests of the night; What"),
]  # fmt: skip

CAPITALS = [
    ("HELP ME!", "Help me!"),
    ("I said NO, Tom.", "I said no, Tom."),
    ("WHAT A DAY!", "What a day!"),
    ("Shh!", "Shh!"),
    ("NASA and the FBI", "NASA and the FBI"),
    ("THE FBI IS HERE", "The FBI is here"),
    ("on the BBC", "on the BBC"),
    ("the U.S. Navy", "the U.S. Navy"),
    ("the US Navy", "the US Navy"),
    ("HELP US!", "Help us!"),
    ("H.M.S. Beagle", "H.M.S. Beagle"),
    ("MI5", "M I five"),
    (
        "the UNHCR, the High Commissioner (OPCW), but STOP",
        "the UNHCR, the High Commissioner (OPCW), but stop",
    ),
    ("a SCHOOL for the STRENGTH of PHIL", "a school for the strength of phil"),
]

ROMANS = [
    ("Henry VIII's wives", "Henry the Eighth's wives"),
    ("Louis XIV and Elizabeth I.", "Louis the Fourteenth and Elizabeth the First."),
    ("King George I", "King George the First"),
    ("World War II", "World War Two"),
    ("Chapter IV", "Chapter Four"),
    ("Part II", "Part Two"),
    ("Act III, scene ii", "Act Three, scene Two"),
    ("I, Claudius", "I, Claudius"),
    ("the part I played", "the part I played"),
    ("With George I went home.", "With George I went home."),
    ("MIX it, Malcolm X, in CIVIL war", "Mix it, Malcolm X, in civil war"),
    ("XII.", "twelve."),
    (
        "Ordinary names take ordinals: Thurston Howell III",
        "Ordinary names take ordinals: Thurston Howell the Third",
    ),
    ("in Saturn V and Rocky IV", "in Saturn Five and Rocky Four"),
    (
        "Otto I. of Bavaria, James I's, Louis XIV. was",
        "Otto the First of Bavaria, James the First's, Louis the Fourteenth was",
    ),
    ("World War I began, WWII ended", "World War One began, World War Two ended"),
    ("that Charles I died", "that Charles the First died"),
    ("in Parts II and III, Chapters VI", "in Parts Two and three, Chapters Six"),
    ("chapters II–IX", "chapters two to nine"),
]

NUMBERS = [
    ("1,914 men", "one thousand nine hundred and fourteen men"),
    ("in 1914", "in nineteen fourteen"),
    ("1066 men in 1066", "one thousand and sixty-six men in ten sixty-six"),
    ("Apollo 11", "Apollo eleven"),
    ("the 1st Battalion", "the first Battalion"),
    ("3rd", "third"),
    ("1914–18", "nineteen fourteen to eighteen"),
    ("pages 5–10", "pages five to ten"),
    ("3-2", "three-two"),
    ("20-year-old", "twenty-year-old"),
    ("the 1890s and the '60s", "the eighteen nineties and the sixties"),
    (
        "3½ miles, ½ a mile, 1/2, 2 3/4",
        "three and a half miles, half a mile, one half, two and three quarters",
    ),
    ("555-1234", "five five five, one two three four"),
    ("221B Baker Street", "two twenty-one B Baker Street"),
    ("-5 or 3.14 or 007", "minus five or three point one four or zero zero seven"),
    ("end.5 men", "end. five men"),
    ("٣ or １２", "three or twelve"),
    ("10²", "ten squared"),
    ("odds of 10:1; Genesis 1:1", "odds of ten to one; Genesis one one"),
    ("lost 2-4 to them; 2-4 miles", "lost two four to them; two to four miles"),
    (".25 of it, (.75) and $.50", "point two five of it, (point seven five) and fifty cents"),
    ("the 1920s-30s", "the nineteen twenties to thirties"),
    ("at No. 1's door", "at Number one's door"),
    ("in her 30s, two 6s, the 100s", "in her thirties, two sixes, the hundreds"),
    ("5-1/2 and 2/3rds", "five and a half and two thirds"),
    ("No 10 Downing Street, at No 7. No 10 men", "Number ten Downing Street, at Number seven. No ten men"),
    ("1/2 past 3", "half past three"),
    ("pp. xii–xiv, art. II, vol. iii.", "pages twelve to fourteen, article Two, volume Three."),
    ("P. 50, but P. V. Jones", "Page fifty, but P. V. Jones"),
    ("It did not take long. 5 men came.", "It did not take long. five men came."),
    ("Vol. 3, figs. 4 and 5, ch. 6", "Volume three, figures four and five, chapter six"),
    ("from 9-5, ages 6-8", "from nine to five, ages six to eight"),
]

MEASURES = [
    ("£1,250.75", "one thousand two hundred and fifty pounds and seventy-five pence"),
    ("£3 5s. 6d. in all", "three pounds, five shillings and sixpence in all"),
    ("$3.50", "three dollars and fifty cents"),
    ("$2.5 million", "two point five million dollars"),
    ("a £5 note", "a five pound note"),
    ("50 %", "fifty percent"),
    ("20°C", "twenty degrees Celsius"),
    ("5kg and 10 lbs. of it", "five kilograms and ten pounds of it"),
    ("1/2 oz. of it", "one half ounce of it"),
    ("5'10\" tall", "five feet ten inches tall"),
    ("6 ft. 2 in. tall", "six feet two inches tall"),
    (
        "9s. 4½d., £3/4/6, 5/-",
        "nine shillings and four pence halfpenny, three pounds, four shillings and sixpence, five shillings",
    ),
    ("a 3d. stamp at 1½d. or ½d.", "a threepenny stamp at one penny halfpenny or a halfpenny."),
    ("500l. a year, 10,000 l. or so", "five hundred pounds a year, ten thousand pounds or so"),
    ("£2–3 million, 20 EUR", "two to three million pounds, twenty euros"),
    (
        "2 1/2d. and Rs. 500 and 40 fr. of it",
        "twopence halfpenny and five hundred rupees and forty francs of it",
    ),
    ("30p and 1p", "thirty pence and one penny"),
    ("5 mg/kg at 9.8 m/s²", "five milligrams per kilogram at nine point eight metres per second squared"),
    ("90/km² and .5 kg, in lbs", "ninety per square kilometre and point five kilograms, in pounds"),
    ("a 40W bulb at 110V", "a forty watt bulb at one hundred and ten volts"),
    ("51°30′N, at 45° to it", "fifty-one degrees thirty minutes north, at forty-five degrees to it"),
    (
        "lat. 9° 20' S., 30 m.p.h. at 6' high",
        "latitude nine degrees twenty minutes south, thirty miles per hour at six feet high",
    ),
    ("11st 6lb", "eleven stone six pounds"),
    ("an oven at 180C, seat 18C", "an oven at one hundred and eighty degrees Celsius, seat eighteen C"),
    ('15" wide; he said "at 15" and left', "fifteen inches wide; he said at fifteen and left"),
    ("He let 5 in. Then he came in. Next", "He let five in. Then he came in. Next"),
]

TIMES = [
    ("10:45", "ten forty-five"),
    ("9:05 a.m.", "nine oh five a.m."),
    ("8.15 p.m.", "eight fifteen p.m."),
    ("the 8.15 train at 8.15 from", "the eight fifteen train at eight fifteen from"),
    ("at 10:00", "at ten o'clock"),
    ("at 7 o'clock", "at seven o'clock"),
    ("25 Dec. 1843", "the twenty-fifth of December eighteen forty-three"),
    ("March of 1865", "March of eighteen sixty-five"),
    ("450 B.C.", "four fifty B.C."),
    ("you may 5 times", "you may five times"),
    ("the 11.15 for the coast, by 7.40.", "the eleven fifteen for the coast, by seven forty."),
    ("a 6.20 train at 5.45 this morning", "a six twenty train at five forty-five this morning"),
    ("by 7.40 metres", "by seven point four zero metres"),
    ("0745 hours", "oh seven forty-five hours"),
    ("Mon–Fri, Jan.–Mar.", "Monday to Friday, January to March."),
    ("Thurs., 12 Aug 1897", "Thursday, the twelfth of August eighteen ninety-seven"),
    (
        "Feb-03-1911, 4-Mar-1912, 6 may 1913",
        "February the third nineteen eleven, the fourth of March nineteen "
        "twelve, the sixth of May nineteen thirteen",
    ),
    ("1861-'65, '98–'99", "eighteen sixty-one to sixty-five, ninety-eight to ninety-nine"),
    ("jul 4 and 5 oct", "July the fourth and the fifth of October"),
    ("c. 1420 (b. 1388)", "circa fourteen twenty (born thirteen eighty-eight)"),
    ("in 1914; 1914 degrees", "in nineteen fourteen; one thousand nine hundred and fourteen degrees"),
]

ABBREVIATIONS = [
    ("No. 5 is alive. No. I said.", "Number five is alive. No. I said."),
    ("He said no. Then", "He said no. Then"),
    ("St. James's St.", "Saint James's Street."),
    ("Dr. Watson lives on Baker St.", "Doctor Watson lives on Baker Street."),
    ("Mr Darcy and Capt. Hook", "Mister Darcy and Captain Hook"),
    ("apples, etc. He left", "apples, et cetera. He left"),
    ("e.g. this, i.e. that", "for example this, that is that"),
    ("Smith & Co. of Richmond, Va., said", "Smith and Company of Richmond, Virginia, said"),
    ("C++ & Q&A", "C plus plus and Q and A"),
    ("J. R. R. Tolkien", "J. R. R. Tolkien"),
    ("Thomas Cook & Sons Ltd, Smith Bros", "Thomas Cook and Sons Limited, Smith Brothers"),
    ("the 9th inst., ninety per cent. of it", "the ninth instant, ninety per cent of it"),
    ("Holmes vs. Moriarty", "Holmes versus Moriarty"),
    ("along Queen st and Laurel dr.", "along Queen Street and Laurel Drive."),
    ("write to me@x.org.", "write to me at x dot org."),
    ("see https://www.example.com/a-b.", "see w w w dot example dot com slash a dash b."),
]


STAMMERS = [
    ("B-b-but why?", "Buh-buh-but why?"),
    ("Th-that is m-mine", "Thuh-that is muh-mine"),
    ("C-c-certainly, c-come", "Suh-suh-certainly, kuh-come"),
    ("g-get the g-gentleman", "guh-get the juh-gentleman"),
    ("K-know and w-who and p-photograph", "Nuh-know and huh-who and fuh-photograph"),
    ("W—what?", "Wuh—what?"),
    ("I-I-I don't", "I-I-I don't"),
    ("N-N-NO!", "Nuh-Nuh-no!"),
    ("on—words—and—v-voice in the e-e-evening", "on—words—and—vuh-voice in the ee-ee-evening"),
    ("a T-shirt, an X-ray, e-mail on D-Day, no-no", "a T-shirt, an X-ray, e-mail on D-Day, no-no"),
    ("Nooooo! Yesss, pleeease waaait.", "No! Yes, please wait."),
    ("sooo goooood to seeee you", "so good to see you"),
    ("Ahhhh. Ooooh! Hmmmm. Shhhh!", "Ah. Ooh! Hmm. Shh!"),
    ("STOOOP!", "Stop!"),
    ("No-o-o, ye-e-es, we-e-ell! Ah-h. Sh-h-h!", "No, yes, well! Ah. Shh!"),
    ("co-op, re-elected, by-bye, my-my, M—m—m—m!", "co-op, re-elected, by-bye, my-my, M—m—m—m!"),
    ("hellllo, currrent, viii", "hello, current, viii"),
    ("an AAA battery for XXXIII men", "an AAA battery for thirty-three men"),
]

SIGNS = [
    ("Great job 👍👍!", "Great job thumbs up!"),
    ("from A–Z", "from A to Z"),
    ("The king² died.[3] He", "The king died. He"),
    ("so he said.* Then d*** it", "so he said. Then d*** it"),
    ("12 − 5 = 7 and 3 × 4 = 12", "twelve minus five equals seven and three times four equals twelve"),
    ("> 50 and <10", "more than fifty and less than ten"),
    ("~50 men", "about fifty men"),
]

CODES = [
    ("+44 20 7946 0123", "plus four four, two zero, seven nine four six, zero one two three"),
    ("ring 01632 960123", "ring zero one six three two, nine six zero one two three"),
    ("(312) 555-0186", "three one two, five five five, zero one eight six"),
    ("Dial 999!", "Dial nine nine nine!"),
    ("ISBN 0-306-40615-2", "ISBN oh three oh six four oh six one five two"),
    ("10.0.0.1", "one zero dot zero dot zero dot one"),
    ("room 304", "room three oh four"),
    ("in 2Q21", "in the second quarter of twenty-one"),
]

WEB = [
    ("jo.bloggs@mail.example.co.uk", "jo dot bloggs at mail dot example dot co dot uk"),
    ("see example.org/a_b?c=12", "see example dot org slash a underscore b question mark c equals twelve"),
    ("open notes.txt", "open notes dot txt"),
    ("@wendy #neverland", "at wendy hashtag neverland"),
]

SCRIPTURE = [
    ("see Gen. 1:1", "see Genesis one, one"),
    ("2 Cor. xi. 24-27", "Second Corinthians eleven, twenty-four to twenty-seven"),
    ("gave Sam 5, 6 to Dan", "gave Sam five, six to Dan"),
]  # fmt: skip

POSTAL = [
    ("at 1428 Oak St. He", "at fourteen twenty-eight Oak Street. He"),
    (
        "350 W Fifth Ave, Salem, OR 97301",
        "three fifty West Fifth Avenue, Salem, Oregon nine seven three zero one",
    ),
    (
        "born in Boise, ID 83702, or in Reno, NV.",
        "born in Boise, Idaho eight three seven zero two, or in Reno, Nevada.",
    ),
    ("on 6th ave and 42nd St.", "on sixth Avenue and forty-second Street."),
    ("Albany, N.Y., was", "Albany, New York, was"),
    ("Oh, OK. In 1914 Baker Street", "Oh, OK. In nineteen fourteen Baker Street"),
]


@pytest.mark.parametrize(
    ("written", "spoken"),
    CLEANING
    + CAPITALS
    + ROMANS
    + NUMBERS
    + MEASURES
    + TIMES
    + ABBREVIATIONS
    + STAMMERS
    + SIGNS
    + CODES
    + WEB
    + POSTAL
    + SCRIPTURE,
)
def test_british_narration(written: str, spoken: str) -> None:
    assert speak(written, NARRATION, "en-gb") == spoken


@pytest.mark.parametrize(
    ("written", "british", "american"),
    [
        ("105 men", "one hundred and five men", "one hundred five men"),
        ("March 14, 1920", "March the fourteenth, nineteen twenty", "March fourteenth, nineteen twenty"),
        ("the 14th of March", "the fourteenth of March", "the fourteenth of March"),
        ("3/4/1920", "the third of April, nineteen twenty", "March fourth, nineteen twenty"),
        ("1908-07-01", "the first of July, nineteen oh eight", "the first of July, nineteen oh eight"),
        ("won 3–0", "won three nil", "won three nothing"),
        ("10/6 a yard", "ten and six a yard", "ten sixths a yard"),
        ("due 3/4.", "due the third of April.", "due March fourth."),
        ("60 km", "sixty kilometres", "sixty kilometers"),
        ("100 m²", "one hundred square metres", "one hundred square meters"),
    ],
)
def test_british_and_american_have_their_own_habits(written: str, british: str, american: str) -> None:
    assert speak(written, NARRATION, "en-gb") == british
    assert speak(written, NARRATION, "en-AU") == british
    assert speak(written, NARRATION, "en-us") == american
    assert speak(written, NARRATION, "en") == american


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("I", "Chapter One."),
        ("LXI", "Chapter Sixty-One."),
        ("12", "Chapter Twelve."),
        ("1984", "Nineteen eighty-four."),
        ("I. Down the Rabbit-Hole", "Chapter One. Down the Rabbit-Hole."),
        ("I: Title", "Chapter One. Title."),
        ("XIV The Lamp", "Chapter Fourteen. The Lamp."),
        ("CHAPTER IV.", "Chapter Four."),
        ("Chapter 1 Loomings", "Chapter One. Loomings."),
        ("CHAPTER X—THE LAMP", "Chapter Ten. The Lamp."),
        ("CHAPTER XV\nTHE LABYRINTH SPIDER", "Chapter Fifteen. The Labyrinth Spider."),
        ("CHAPTER I. I AM BORN", "Chapter One. I Am Born."),
        ("ACT III. SCENE II.", "Act Three. Scene Two."),
        ("Book II, Chapter 3", "Book Two, Chapter Three."),
        ("Part 2 of the Story", "Part Two of the Story."),
        ("I Am Born", "I Am Born."),
        ("V for Vendetta", "V for Vendetta."),
        ("C. Auguste Dupin", "C. Auguste Dupin."),
        ("THE LIFE OF HENRY V", "The Life of Henry the Fifth."),
        ("MR. DARCY’S LETTER", "Mister Darcy's Letter."),
        ("O'BRIEN AND THE FBI", "O'Brien and the FBI."),
        ("WHO KILLED COCK ROBIN?", "Who Killed Cock Robin?"),
        ("“A Mad Tea-Party”", "A Mad Tea-Party."),
        ("", ""),
    ],
)
def test_headings_are_announced(written: str, spoken: str) -> None:
    assert speak(written, HEADING, "en-us") == spoken


DOCUMENTED = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in (Path(__file__).parents[3] / "docs" / "reference" / "spoken-text.md")
    .read_text(encoding="utf-8")
    .splitlines()
    if line.startswith("| ") and not line.startswith("| written")
]


@pytest.mark.parametrize(("written", "british", "american"), DOCUMENTED)
def test_the_reference_page_says_what_is_said(written: str, british: str, american: str) -> None:
    assert speak(written, NARRATION, "en-gb") == british
    assert speak(written, NARRATION, "en-us") == (american or british)


def test_a_speaker_who_says_only_i_is_no_section_number() -> None:
    assert speak("“I.”", SPEECH, "en") == "I."
    assert speak("II.", NARRATION, "en") == "two."


def test_setting_quotation_marks_differently_changes_nothing_that_is_said() -> None:
    said = {
        speak(text, SPEECH, "en-gb")
        for text in ('"Stop," he said, "now."', "“Stop,” he said, “now.”", "‘Stop,’ he said, ‘now.’")
    }
    assert said == {"Stop, he said, now."}


def test_other_languages_are_cleaned_and_not_put_into_words() -> None:
    assert speak("«J’ai\u00a05\u200b frères»,\ndit-il", SPEECH, "fr") == "J'ai 5 frères, dit-il"


def test_characters_that_no_voice_can_read_are_named() -> None:
    assert unreadable(speak("Well � done ☞, café — naïve!", NARRATION, "en")) == "☞�"
    assert unreadable("It's fine: “yes” (no) … 5/6") == ""


plain_words = st.text("abcdefghijklmnopqrstuvwxyzé", min_size=1, max_size=9).filter(
    lambda word: (
        word not in {"st", "mr", "mrs", "dr", "mt", "vs", "etc", "jr", "ltd", "bros", "dept", "govt"}
        and not re.search(r"(.)\1\1", word)
    )
)


@given(st.lists(plain_words, min_size=1, max_size=12), st.sampled_from([NARRATION, SPEECH]))
def test_plain_words_pass_unchanged(words: list[str], kind: UtteranceKind) -> None:
    text = ", ".join(words)
    assert speak(text, kind, "en-us") == text


@given(st.lists(st.one_of(plain_words, st.integers(0, 10**9).map(str)), min_size=1, max_size=9))
def test_every_number_is_said_where_it_stood(parts: list[str]) -> None:
    spoken = speak(" , ".join(parts), NARRATION, "en-gb")
    assert not re.search(r"\d", spoken)
    for part, said in zip(parts, spoken.split(","), strict=True):
        assert said.strip() == part or (part.isdigit() and said.strip())


hostile = st.text(st.sampled_from(list("aeSTIVXMC019.,:;-–—'’\"“”£$%°/½&+@#()\n \u2060²é٣👍")), max_size=60)


@settings(max_examples=400)
@given(hostile | st.text(max_size=60), st.sampled_from(UtteranceKind), st.sampled_from(["en", "en-gb", "fr"]))
@example("£1.2.3-4/5 s. 6d. IVth St. No. 5.", NARRATION, "en-gb")
def test_anything_becomes_one_line_and_no_digit_survives_in_english(
    text: str, kind: UtteranceKind, language: str
) -> None:
    spoken = speak(text, kind, language)
    assert "\n" not in spoken
    assert "\r" not in spoken
    assert spoken == spoken.strip()
    if language != "fr":
        assert not re.search(r"[0-9]", spoken)
    if re.search(r"[0-9]", text):
        assert re.search(r"\w", spoken)


@settings(max_examples=400)
@given(hostile)
@example(".².@")  # a superscript is a digit to str.isdigit and none to int
def test_no_run_of_lower_case_letters_is_lost(text: str) -> None:
    # Units, currencies and abbreviations need a number, a point or a capital; long runs are none of them.
    marked = f"{text} quivering {text}xylophone{text} zephyrs"
    spoken = speak(marked, NARRATION, "en-us").lower()
    for word in ("quivering", "xylophone", "zephyrs"):
        assert word in spoken


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1,111,",
        "1.",
        "1-",
        "A",
        "'",
        "b-",
        "B-b-",
        "1/",
        '1" ',
        "XX–",
        "#a",
        "👍",
        "a@b.",
        "5 st ",
        "No 1 X St ",
        "a' ",
        "-",
        ". ",
        "=",
        "St. ",
        "http://",
        "½",
    ],
)
def test_hostile_repetition_takes_linear_time(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        return min(_timed(text) for _ in range(2))

    # Quadratic work would take a hundred times as long for ten times the text.
    assert seconds(30_000) < 30 * max(seconds(3_000), 0.002)


def _timed(text: str) -> float:
    start = time.process_time()
    speak(text, NARRATION, "en-gb")
    return time.process_time() - start
