"""Given names: whether a woman or a man bears one, and of which name it is the short form.

Names that both bear (Evelyn, Leslie, Vivian, Sidney) are left out: silence is better than a wrong guess.
"""

from __future__ import annotations

from narrate.script.saying import words

_HE = words(
    """
    Abel Abraham Adam Adolphus Adrian Alan Albert Aleck Alexander Alexei Alexey Alfred Algernon Allan Allen
    Ambrose Amos Andrew Andrei Angus Anthony Antonio Anton Archibald Arnold Arthur Aubrey Augustus Augustine
    Barnaby Bartholomew Basil Benedict Benjamin Bernard Bertram Boris Bruce Carl Caleb Cecil Charles
    Christopher Claude Clement Clifford Clive Conrad Cornelius Cuthbert Cyril Daniel David Dennis Dick Dmitri
    Dominic Donald Douglas Duncan Ebenezer Edgar Edmund Edward Edwin Eli Elias Elijah Emil Enoch Ephraim
    Eric Ernest Eugene Eustace Ezra Felix Ferdinand Francesco Francis Francois Frank Franklin
    Frederic Frederick Fritz Fyodor Gabriel Geoffrey George Georges Gerald Gerard Gilbert Giovanni Giuseppe
    Godfrey Gordon Graham Gregory Guido Gustave Guy Hans Harold Harry Hector Heinrich Henri Henry Herbert
    Herman Hermann Hiram Horace Howard Hubert Hugh Hugo Humphrey Ian Ignatius Isaac Isaiah Israel
    Ivan Jabez Jack Jacob Jacques James Jasper Jean Jefferson Jeremiah Jeremy Jerome Jim Joachim Joel Johann
    John Jonah Jonas Jonathan Joseph Joshua Josiah Juan Julian Julius Karl Keith Kenneth Konstantin Lambert
    Lancelot Laurence Lawrence Leo Leon Leonard Leopold Levi Lewis Lionel Louis Lucas Lucian Ludwig
    Luigi Luke Luther Malcolm Mark Marmaduke Martin Matthew Maurice Max Maxwell Michael Mikhail Miles
    Montague Mortimer Moses Nathan Nathaniel Neville Nicholas Nicolas Nigel Nikolai Noah Norman Obadiah
    Octavius Oliver Oscar Osmond Oswald Otto Owen Patrick Paul Pavel Percival Percy Peregrine Peter Philip
    Pierre Quentin Ralph Randolph Raoul Raphael Raymond Reginald Rene Reuben Richard Robert Roderick Roger
    Roland Ronald Rudolf Rudolph Rufus Rupert Samson Samuel Saul Sebastian Septimus Sergei Seth Sherlock
    Sigmund Silas Silvester Simeon Simon Solomon Stanislaus Stanley Stephen Steven Sylvester Terence Thaddeus
    Theobald Theodore Thomas Timothy Titus Tobias Uriah Valentine Vasily Victor Vincent Vladimir Walter
    Washington Wilfred Wilfrid Wilhelm Will William Winston Zachary
    """
)
_SHE = words(
    """
    April June
    Abigail Ada Adela Adelaide Adele Adeline Agatha Agnes Alexandra Alice Alicia Alison Alma Althea Amanda
    Amelia Amy Anastasia Angela Angelica Angelina Ann Anna Annabel Anne Annette Annie Antoinette Antonia
    Arabella Ariadne Audrey Augusta Aurora Barbara Beatrice Beatrix Belinda Bertha Blanche Bridget Calista
    Camilla Carlotta Carol Caroline Carrie Cassandra Catharine Catherine Cecilia Cecily Celeste Celia
    Celestine Charity Charlotte Christabel Christiana Christina Christine Clara Clarice Clarissa Claudia
    Clementina Constance Cora Cordelia Cornelia Cynthia Daisy Daphne Deborah Delia Diana Dinah Dora Dorcas
    Dorothea Dorothy Edith Edna Effie Eileen Elaine Eleanor Elfrida Elinor Elisabeth Eliza Elizabeth Ella
    Ellen Eloisa Elsa Elsie Elvira Emilia Emily Emma Erica Esmeralda Estella Esther Ethel Etta Eugenia
    Eugenie Eulalia Euphemia Eustacia Eva Evangeline Evelina Fanny Felicity Flora Florence Frances Francesca
    Frieda Genevieve Georgiana Georgina Geraldine Gertrude Gladys Gloria Grace Greta Gretchen Griselda
    Gwendolen Gwendoline Hannah Harriet Hattie Helen Helena Helene Henrietta Hermia Hermione Hester Hetty
    Hilda Honora Honoria Ida Imogen Inez Ingrid Irene Iris Isabel Isabella Isobel Ivy Jane Janet Jeanne
    Jemima Jennie Jenny Jessica Jessie Joan Joanna Josephine Judith Julia Juliana Juliet Justine Kate
    Katharine Katherine Kathleen Laura Lavinia Leonora Letitia Lettice Lilia Lilian Lillian Lily Lois
    Louisa Louise Lucia Lucilla Lucinda Lucretia Lucy Lydia Mabel Madeleine Madeline Magdalen Maisie
    Marcella Margaret Margery Marguerite Maria Marian Marianne Marie Marietta Marjorie Martha Mary Mathilde
    Matilda Maud Maude Mavis Melissa Mercy Meredith Mildred Millicent Minerva Minnie Miranda Miriam Mollie
    Molly Monica Muriel Myra Myrtle Nancy Naomi Natalia Natasha Nellie Nora Norah Octavia Olga Olive Olivia
    Ophelia Pamela Patience Patricia Paula Pauline Penelope Persis Phoebe Phyllis Polina Polly Portia
    Priscilla Prudence Rachel Rebecca Regina Rhoda Rosa Rosalie Rosalind Rosamond Rosamund Rose Rosemary
    Rosetta Rowena Ruth Sabina Sarah Selina Seraphina Sheila Sibyl Sonia Sophia Sophie Sophronia Stella
    Susan Susanna Susannah Sybil Sylvia Tabitha Tamara Tatiana Teresa Tess Thea Theodora Theresa Therese
    Ursula Valeria Vera Veronica Victoria Viola Violet Virginia Wanda Wilhelmina Winifred Yvonne Zelda Zoe
    """
)

_SHORT_HE = """
    Abe=Abraham Al=Albert,Alfred Alec=Alexander Aleck=Alexander Alf=Alfred Algy=Algernon Andy=Andrew
    Archie=Archibald Art=Arthur Bart=Bartholomew Ben=Benjamin Benny=Benjamin Bernie=Bernard
    Bertie=Albert,Herbert,Bertram Bert=Albert,Herbert,Bertram Bill=William Billy=William Bob=Robert
    Bobby=Robert Charley=Charles Charlie=Charles Chuck=Charles Chris=Christopher Dan=Daniel Danny=Daniel
    Dave=David Davy=David Dick=Richard Dickie=Richard Dickon=Richard Dob=Robert Don=Donald
    Ed=Edward,Edmund,Edwin Eddie=Edward,Edmund,Edwin Ernie=Ernest Frank=Francis,Franklin
    Fred=Frederick,Alfred,Frederic Freddie=Frederick,Frederic Freddy=Frederick,Frederic Geoff=Geoffrey
    Georgie=George Gerry=Gerald Gil=Gilbert Gus=Augustus,Gustave Hal=Henry,Harold Hank=Henry
    Harry=Henry,Harold Herb=Herbert Ike=Isaac Jack=John Jackie=John Jacky=John Jake=Jacob Jamie=James
    Jem=James Jeff=Jefferson,Geoffrey Jerry=Gerald,Jeremiah,Jerome Jim=James Jimmie=James Jimmy=James
    Jock=John Joe=Joseph Joey=Joseph Johnnie=John Johnny=John Jos=Joseph Josh=Joshua Kit=Christopher
    Larry=Lawrence,Laurence Laurie=Lawrence,Laurence,Theodore Len=Leonard Lew=Lewis Lou=Louis
    Mat=Matthew Matt=Matthew Mick=Michael Micky=Michael Mike=Michael Nat=Nathaniel Nathan=Nathaniel
    Ned=Edward,Edmund Neddy=Edward Nick=Nicholas Noll=Oliver Oli=Oliver Pat=Patrick Percy=Percival
    Pete=Peter Phil=Philip Ray=Raymond Reg=Reginald Reggie=Reginald Rick=Richard Rob=Robert
    Robbie=Robert Robin=Robert Rod=Roderick Ron=Ronald Sam=Samuel Sammy=Samuel Sandy=Alexander Sim=Simon
    Steve=Stephen,Steven Sylvie=Sylvester Ted=Edward,Theodore Teddy=Edward,Theodore Tim=Timothy
    Toby=Tobias Tom=Thomas Tommy=Thomas Tony=Anthony,Antonio Val=Valentine Vic=Victor Wal=Walter
    Wat=Walter Watty=Walter Will=William Willie=William Willy=William Wilkie=William Zach=Zachary
"""
_SHORT_SHE = """
    Abby=Abigail Addie=Adelaide,Adeline Aggie=Agnes,Agatha Bab=Barbara Bea=Beatrice Becky=Rebecca
    Bell=Isabella,Arabella Bella=Isabella,Arabella Belle=Isabella,Arabella Bess=Elizabeth
    Bessie=Elizabeth Bessy=Elizabeth Bet=Elizabeth Beth=Elizabeth Betsey=Elizabeth Betsy=Elizabeth
    Bettie=Elizabeth Betty=Elizabeth Biddy=Bridget Carrie=Caroline Caro=Caroline Cass=Cassandra
    Cathy=Catherine,Catharine Cecy=Cecilia,Cecily Charley=Charlotte Chrissie=Christina,Christine
    Cissy=Cecilia,Cecily Clara=Clarissa Connie=Constance Debby=Deborah Dolly=Dorothy,Dorothea
    Dora=Dorothy,Dorothea,Theodora Dot=Dorothy Edie=Edith Effie=Euphemia Eliza=Elizabeth
    Ellie=Eleanor,Ellen,Elinor Elsie=Elizabeth,Alice Emmy=Emily,Emma,Amelia Essie=Esther
    Evie=Eva,Eve,Evelyn Fan=Frances,Fanny Fannie=Frances Fanny=Frances Flo=Florence Florrie=Florence
    Flossie=Florence Gertie=Gertrude Gracie=Grace Gwen=Gwendolen,Gwendoline Harrie=Harriet
    Hatty=Harriet,Henrietta Hattie=Harriet,Henrietta Hetty=Hester,Henrietta,Esther Issy=Isabella
    Janie=Jane Jean=Jane Jen=Jane Jenny=Jane,Jennifer Jess=Jessica,Jessie Jo=Josephine,Joanna
    Josie=Josephine Judy=Judith Juley=Julia Kate=Katharine,Catherine,Katherine,Catharine
    Kathy=Katharine,Catherine,Katherine Katie=Katharine,Catherine,Katherine
    Katy=Katharine,Catherine,Katherine Kit=Katharine,Catherine,Katherine
    Kitty=Katharine,Catherine,Katherine,Catharine Lena=Helena,Magdalena Letty=Letitia,Lettice
    Libby=Elizabeth Lily=Lilian,Lillian,Elizabeth Lina=Caroline Lisa=Elizabeth Liz=Elizabeth
    Liza=Elizabeth Lizzie=Elizabeth Lizzy=Elizabeth Lottie=Charlotte Lotty=Charlotte Lou=Louisa,Louise
    Lu=Lucy,Louisa Lulu=Louisa,Lucy Madge=Margaret Maggie=Margaret Mag=Margaret Maidie=Margaret
    Mamie=Mary Margy=Margaret Matty=Martha,Matilda Maud=Matilda May=Mary,Margaret Meg=Margaret
    Millie=Mildred,Millicent,Emily Milly=Mildred,Millicent,Emily Mina=Wilhelmina
    Minnie=Wilhelmina,Mary,Minerva Moll=Mary Mollie=Mary Molly=Mary Nan=Anne,Ann,Nancy Nance=Nancy
    Nancy=Anne,Ann Nell=Eleanor,Ellen,Helen,Elinor Nellie=Eleanor,Ellen,Helen,Elinor
    Nelly=Eleanor,Ellen,Helen,Elinor Netta=Henrietta Nettie=Henrietta,Annette Nina=Anna
    Nora=Eleanor,Honora Patty=Martha,Patience Peg=Margaret Peggy=Margaret Penny=Penelope Phil=Phyllis
    Poll=Mary Polly=Mary Rosie=Rose,Rosa Rosy=Rosamond,Rosamund,Rose Sadie=Sarah Sal=Sarah Sallie=Sarah
    Sally=Sarah Sara=Sarah Sophy=Sophia,Sophie Sue=Susan,Susanna Susie=Susan,Susanna Susy=Susan,Susanna
    Tabby=Tabitha Tess=Theresa,Teresa Tessie=Theresa Thea=Dorothea,Theodora Tilda=Matilda Tilly=Matilda
    Trix=Beatrix,Beatrice Trixie=Beatrix Vinnie=Lavinia Vicky=Victoria Winnie=Winifred
"""


def _read(table: str) -> dict[str, frozenset[str]]:
    pairs = (entry.split("=") for entry in table.split())
    return {short: frozenset(full.split(",")) for short, full in pairs}


_FULL_HE, _FULL_SHE = _read(_SHORT_HE), _read(_SHORT_SHE)
_MEN, _WOMEN = _HE | frozenset(_FULL_HE), _SHE | frozenset(_FULL_SHE)

GIVEN = _MEN | _WOMEN
"""Every given name that the tables know."""


def borne_by(name: str) -> str:
    """The pronoun "he" or "she" if only men or only women bear the given name ``name``, else ""."""
    if (name in _MEN) == (name in _WOMEN):
        return ""
    return "he" if name in _MEN else "she"


def full_names(short: str) -> frozenset[str]:
    """The names of which ``short`` is a short or pet form: "Lizzy" is "Elizabeth"."""
    return _FULL_HE.get(short, frozenset()) | _FULL_SHE.get(short, frozenset())
