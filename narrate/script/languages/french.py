"""French."""

from __future__ import annotations

from narrate.script.languages.language import Language
from narrate.script.saying import words

FRENCH = Language(
    code="fr",
    name="French",
    saying=words(
        """
        dit disait dis dirent redit répondit répondait réponds répondirent répliqua répliquait demanda
        demandait demandai demandèrent cria criait crièrent s'écria s'écriait s'écrièrent murmura murmurait
        reprit reprenait reprit-il ajouta ajoutait fit faisait continua continuait poursuivit déclara
        déclarait observa remarqua interrompit balbutia bégaya soupira songea pensa pensait se-dit conclut
        annonça affirma objecta protesta hurla gémit grogna grommela chuchota souffla lança lâcha commença
        acheva expliqua expliquait insista avoua admit proposa suggéra ordonna supplia implora promit jura
        riposta rétorqua acquiesça approuva insinua articula prononça questionna interrogea sanglota
        """
    ),
    subjects=words("il elle je ils elles on nous"),
    determiners=words("le la les l un une des ce cet cette ces mon ma mes ton ta tes son sa ses leur leurs"),
    naming=words("appelait appelle appelé nommé nommée intitulé mot mots nom titre de du dans"),
    personal=words(
        "je j me m moi mon ma mes tu te t toi ton ta tes nous notre nos vous votre vos j'ai c'est j'étais"
    ),
    clitics=words("se s me m te t le lui"),
    trailing=words("et en avec sans d d'un d'une qui"),
    tags_inside=True,
    never_last=words("cf p.ex env c.-à-d"),
    before_a_name=words("m mm mr dr pr me mgr st ste mlle mlles mme mmes cap gén col lt"),
    before_a_number=words("n° no p pp vol t chap fig art av éd ch"),
    ambiguous=words("etc cie av bd boul j.-c janv févr avr juil sept oct nov déc tél s.a"),
    starters=words(
        """
        le la les l' un une des ce cet cette ces il elle ils elles je j' tu nous vous on mon ma mes son sa ses
        leur leurs notre nos votre vos qui que quoi quand où comment pourquoi si mais et ou donc or ni car
        puis alors ainsi aussi enfin dans en à au aux de du d' par pour sur sous avec sans chez après avant
        depuis pendant c'est c'était c' qu' quel quelle est était oui non ah oh eh lorsque comme tout tous y
        """
    ),
    divisions=words("chapitre livre partie acte scène tome volume chant"),
)
