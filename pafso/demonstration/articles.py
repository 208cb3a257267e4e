"""What stands in the demonstration's two issues: short pieces written for it, about nobody."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """One article, in one language. Paragraphs of `text` are divided by an empty line."""

    title: str
    author: str
    section: str
    language: str
    text: str

    @property
    def texts(self) -> list[str]:
        return [" ".join(part.split("\n")) for part in self.text.strip().split("\n\n")]


WINTER_POST = Piece(
    "A Winter Posting",
    "Margaret Osei",
    "Features",
    "en",
    """
The first thing a new officer learns in a cold capital is the sound of the boiler. Ours coughed twice at five
in the morning, thought about it, and then either carried on or did not. The embassy’s whole day followed from
that second cough.

I had come from a mission where the problem was always heat. Here the diplomatic notes froze in the courier’s
bag, the flag stood out from its pole like a board, and every negotiation began with a long and careful
discussion of the roads. It was some weeks before I understood that this was the negotiation.

When a bridge was closed in January, a convoy of medical supplies waited on the wrong side of the river for
nine days. Nobody at the ministry could say who owned the key to the barrier. Our driver could. He had been at
school with the man, and he knew what the man’s mother liked with her tea.

We sent a jar of maple butter, two photographs of the Rideau Canal with people skating to work, and a note in
three languages. The barrier was up by noon. The report that we filed calls this local engagement.

People ask what an officer does in a place like that. One keeps the lights on, one answers the telephone at
night, and one remembers that a country is made of people who went to school together.
""",
)
COURRIER = Piece(
    "Le courrier de minuit",
    "Hélène Tremblay-Roy",
    "Articles",
    "fr",
    """
À l’époque où les valises diplomatiques voyageaient encore par le train de nuit, il y avait à la gare un banc
que tout le monde appelait le banc du Canada. On y attendait, l’hiver comme l’été, le courrier de minuit.

Ma première affectation m’y a conduite plus souvent qu’à mon propre bureau. L’œil sur l’horloge, un café tiède
à la main, j’y ai appris l’essentiel du métier : la patience, la discrétion et l’art de parler de tout sans
rien dire.

Un soir de février, le train n’est pas venu. La voie était coupée par la neige à cent kilomètres de là. Le
chef de gare, un homme sévère qui n’avait jamais répondu à nos saluts, nous a ouvert son logement. Sa femme a
servi une soupe aux pois qui aurait fait honneur à n’importe quelle cuisine du Québec.

Au matin, nous savions tout des difficultés de la ligne, de la réforme des chemins de fer et du cousin
installé à Trois-Rivières. Trois mois plus tard, quand il a fallu rapatrier une classe entière de jeunes
Canadiens, c’est ce chef de gare qui a trouvé les wagons.

On mesure mal ce que vaut une soupe partagée. Aucun tableau de bord ne l’a jamais comptée. Pourtant, c’est là
que se négocient les accords qui durent.
""",
)
LIBRARY = Piece(
    "The Library That Came by Boat",
    "Samuel Whitford",
    "From the Archives",
    "en",
    """
In the basement of the old chancery stands a row of wooden crates that nobody had opened for thirty years. The
inventory called them sundry. They held a library of four hundred books, most of them novels, all of them
swollen by the sea.

The story had to be put together from letters. A shipment for the new mission had been unloaded at the wrong
port; the clerk who found it there had no instructions and a great deal of time. He read. Then he began to
lend, one book at a time, to anyone who could sign their name.

By the time the crates were traced, half the town had read about the prairies, and a debating society met on
Thursdays to argue over them. The clerk asked whether the books might stay for one more season. They stayed
for six.

The borrowers’ register survives. It is the best political reporting that the mission ever sent home, and it
was never sent: who read what, who came with whom, and who stopped coming in the spring before the election.
""",
)
PRESIDENT = Piece(
    "Le mot de la présidence",
    "Le bureau de l’association",
    "Message",
    "fr",
    """
Chers et chères membres, voici un numéro qui parle de gares, de chaudières et de bibliothèques. Ce n’est pas
un hasard : notre profession se joue moins dans les salons que dans ces lieux où l’on attend ensemble.

Le concours de photographie est ouvert, et les candidatures aux prix de l’association le sont aussi. Si vous
avez une ou un collègue dont le travail mérite d’être connu, écrivez-nous. Deux lettres d’appui suffisent pour faire
entendre une carrière.

L’été prochain, beaucoup d’entre nous changeront de mission. Pensez à mettre à jour votre adresse : le
bulletin vous suivra, où que vous soyez, dans la langue que vous avez choisie.
""",
)
VISA_HALL = Piece(
    "Notes from the Visa Hall",
    "Priya Raman",
    "Features",
    "en",
    """
The hall opens at eight and is full at ten past. There are forty chairs, four windows and one clock, which is
seven minutes fast. In three years I never found the person who could change it.

An interview lasts about six minutes. In that time one has to be fair to the person at the glass, to the one
behind them, and to a country that neither of us can see from here. It helps to have slept. It helps more to
have a colleague at the next window who lifts one eyebrow at the right moment.

The hardest files are the happy ones. A grandmother who wants to see a child born; a welder with eleven
certificates; a student who has learned the winter temperatures of Saskatoon by heart and recites them when
she is nervous. One looks for the reason to say no because that is the work, and one is glad not to find it.

On my last day the staff gave me the clock. It is on my wall in Ottawa now, still seven minutes fast, and I am
never late for anything.
""",
)
JARDIN = Piece(
    "Le jardin de la résidence",
    "Étienne Lavoie",
    "Articles",
    "fr",
    """
Personne ne se souvient de celui qui a planté l’érable. Il ne devrait pas vivre sous ce climat, et pourtant il
rougit chaque automne, avec deux mois de retard et une certaine fierté.

Le jardinier, monsieur Anselme, tient un cahier depuis 1987. On y trouve la date de chaque floraison, le nom
de chaque chef de mission et, en marge, ce que l’on a servi sous les arbres aux soirs de réception. C’est une
histoire diplomatique en trois colonnes.

L’année de la sécheresse, la ville a coupé l’eau. Les voisins sont venus, un seau à la main, l’un après
l’autre, sans qu’on leur ait rien demandé. Ils ne venaient pas pour l’ambassade. Ils venaient pour l’arbre,
disaient-ils, parce qu’on voyait bien qu’il était loin de chez lui.

J’ai raconté cela à Noël, à ma mère, qui a planté un flamboyant dans un pot, à Rimouski. Il a déjà quatre
feuilles. Nous en sommes tous très inquiets.
""",
)
BOOKS = Piece(
    "Books in Review: Maps for People in a Hurry",
    "Daniel Kowalchuk",
    "Books in Review",
    "en",
    """
A good map leaves things out. This slim book, by a retired surveyor who asks not to be named on his own cover,
is about what was left out and who asked for it.

The chapters on border rivers are the best. Rivers move; treaties do not; and somewhere between the two a
farmer wakes up in another country. The author has met most of these farmers and likes them all.

One could wish for an index, and for fewer footnotes in verse. But a shelf at every mission would be the
better for it, next to the telephone and above the fuse box.
""",
)
MEMOIRE = Piece(
    "À la mémoire d’une collègue",
    "Ses amis du service",
    "In Memoriam",
    "fr",
    """
Elle signait ses télégrammes d’une seule lettre et répondait au téléphone en trois langues. Ceux qui ont
travaillé avec elle savent qu’on ne quittait jamais son bureau sans une tâche, un conseil et une orange.

Au plus fort de la crise, elle a tenu la ligne ouverte pendant quarante heures. On lui demanda plus tard
comment elle avait fait. « J’écoutais », dit-elle.

Le service extérieur a perdu une voix. Il lui reste une façon d’écouter.
""",
)

SPRING = (PRESIDENT, WINTER_POST, COURRIER, LIBRARY)
AUTUMN = (VISA_HALL, JARDIN, BOOKS, MEMOIRE)
