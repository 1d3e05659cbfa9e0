"""The words that tell who speaks: verbs of saying, pronouns, titles, and nouns for persons."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of ``text``, a list for people to read."""
    return frozenset(text.split())


VERBS = words(
    """
    acknowledged added admitted advised affirmed agreed announced answer answered apologised apologized
    argued ask asked asks asking assented assured answering adding bawled began begged bellowed blurted boomed
    breathed broke burst calling called cautioned challenged charged chimed chuckled coaxed commanded
    commented complained conceded concluded confessed conjectured continued continuing corrected countered
    cried croaked crying cursed declared demanded drawled echoed ejaculated enquired exclaimed exclaiming
    explained expostulated faltered finished gasped giggled grinned groaned growled grumbled grunted
    hesitated hinted hissed implored inquired insisted interjected interposed interrogated interrupted
    invited jeered joked lamented laughed maintained mentioned moaned mocked mumbled murmured murmuring
    mused muttered muttering nodded objected observed observing ordered panted persisted piped pleaded
    proceeded promised prompted pronounced protested pursued put quavered queried questioned quoted raved
    read reasoned reflected reiterated rejoined remarked remarking reminded remonstrated repeated repeating
    replied replies reply replying reported reproved responded resumed retorted returned roared said sang
    say saying says scoffed screamed shouted shrieked shrugged sighed smiled snapped snarled sneered sobbed
    soothed spluttered spoke sputtered squeaked squealed stammered stated stipulated stuttered suggested
    thought threatened thundered tittered told urged uttered ventured vociferated volunteered wailed
    warned went wheezed whimpered whined whispered whispering wondered wrote yawned yelled
    """
)
"""Verbs that may join a quotation to its speaker, in the forms that novels use."""

ADVERBS = words(
    """
    had has have then only just now again also at once almost never did would could quite very suddenly
    presently quickly slowly softly quietly gravely still even simply merely first
    """
)
"""Words that may stand between a speaker and the verb of saying; words in -ly may too."""

FUNCTION_WORDS = words(
    """
    and but as when while with for then so or nor if because though although that which who whose to at in
    on of from by the a an his her their its my was were is had has have did would could not no after before
    until yet
    """
)
"""Words that are no verb, whatever stands beside them."""

PREPOSITIONS = words(
    "to at with of for on by from upon in into about against near towards toward beside behind"
)

PRONOUNS = {"he": "he", "she": "she", "i": "I", "they": "they", "we": "they"}
"""Subject pronouns, and the pronoun of the speaker that each may stand for."""

_NOUNS = {
    "he": """man gentleman boy father uncle brother son husband lad fellow king duke lord priest officer
             inspector detective doctor captain colonel general butler footman coachman landlord host
             policeman constable clergyman grandfather nephew lawyer waiter sailor vicar master prince baron
             count squire porter gardener groom frenchman englishman""",
    "she": """woman lady girl mother aunt sister daughter wife maid niece widow queen duchess nurse governess
              housekeeper landlady hostess grandmother cook princess countess mistress baroness matron bride
              cousin housemaid stewardess""",
}

NOUN_PRONOUN = {noun: pronoun for pronoun, nouns in _NOUNS.items() for noun in nouns.split()}
"""Nouns for persons ("the old man said"), and the pronoun each goes with."""

_TITLES = {
    "he": """mr sir lord count king father uncle monsieur captain colonel duke baron prince master brother
             herr don""",
    "she": """mrs miss lady madame mlle aunt queen duchess countess ms princess mademoiselle sister baroness
              mother madam frau""",
    "": "dr st professor prof major general old young little poor dear de of von van the a an",
}

TITLE_PRONOUN = {title: pronoun for pronoun, titles in _TITLES.items() for title in titles.split()}
"""Words before a name that are not the name, in lower case; with the pronoun they imply, or ""."""

DETERMINERS = words("the his her my their a an that this our one")
ARTICLES = words("the a an")
