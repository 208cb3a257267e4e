"""What the demonstration association says of itself; the office of a real one edits these texts in the admin."""

STREAMS = [
    {
        "code": "trade",
        "name_en": "Trade",
        "name_fr": "Commerce",
        "description_en": (
            "Trade commissioners help Canadian companies sell, invest and find partners abroad, and bring investors to "
            "Canada. From embassies, consulates and regional offices they read a market the way a local would: who buys, "
            "who decides, what the rules really are. They negotiate, and then watch over, the agreements on which a third "
            "of Canadian jobs depend. An officer of this stream may prepare a mission of women entrepreneurs in the morning "
            "and argue over a sanitary certificate in the afternoon."
        ),
        "description_fr": (
            "Les déléguées et délégués commerciaux aident les entreprises canadiennes à vendre, à investir et à trouver des "
            "partenaires à l’étranger, et attirent des investisseurs au Canada. Depuis les ambassades, les consulats et les "
            "bureaux régionaux, ils lisent un marché comme on le lit sur place : qui achète, qui décide, comment les règles "
            "s’appliquent vraiment. Ils négocient les accords dont dépend le tiers des emplois au pays, puis veillent à leur "
            "respect. Dans une même journée, on peut préparer une mission d’entrepreneures et plaider la cause d’un "
            "certificat sanitaire."
        ),
        "areas_en": [
            "Market advice for Canadian exporters",
            "Attracting foreign investment",
            "Negotiating and applying trade agreements",
            "Access to markets and disputes",
            "Science, technology and innovation partnerships",
            "Clean technologies and agri-food",
            "International education",
        ],
        "areas_fr": [
            "Conseils aux exportateurs canadiens",
            "Attraction de l’investissement étranger",
            "Négociation et application des accords commerciaux",
            "Accès aux marchés et différends",
            "Partenariats en science, en technologie et en innovation",
            "Technologies propres et agroalimentaire",
            "Éducation internationale",
        ],
    },
    {
        "code": "political",
        "name_en": "Foreign Policy and Diplomacy",
        "name_fr": "Politique étrangère et diplomatie",
        "description_en": (
            "Officers of this stream follow what happens in a country or an organization, explain what it means for Canada, "
            "and speak for Canada there. They draft positions, negotiate resolutions and treaties, and keep the "
            "conversation open with governments that do not agree with ours. Human rights, arms control, the law of the "
            "sea, the Arctic: the files change with each posting, the craft of listening does not. Much of the work is "
            "unseen, and its success is often something that did not happen."
        ),
        "description_fr": (
            "Les agentes et agents de cette filière suivent ce qui se passe dans un pays ou une organisation, en expliquent la "
            "portée pour le Canada et y portent sa voix. Ils rédigent des positions, négocient des résolutions et des "
            "traités, et gardent ouvert le dialogue avec des gouvernements qui ne pensent pas comme le nôtre. Droits de la "
            "personne, désarmement, droit de la mer, Arctique : les dossiers changent d’une affectation à l’autre, mais pas "
            "l’art d’écouter. Une bonne part de ce travail reste dans l’ombre, et sa réussite est souvent un malheur évité."
        ),
        "areas_en": [
            "Bilateral relations and political reporting",
            "The United Nations and other organizations",
            "Human rights and democracy",
            "International security and disarmament",
            "International law and treaties",
            "Public diplomacy",
            "Protocol and high-level visits",
        ],
        "areas_fr": [
            "Relations bilatérales et analyse politique",
            "Nations Unies et autres organisations",
            "Droits de la personne et démocratie",
            "Sécurité internationale et désarmement",
            "Droit international et traités",
            "Diplomatie ouverte",
            "Protocole et visites de haut niveau",
        ],
    },
    {
        "code": "consular",
        "name_en": "Management and Consular",
        "name_fr": "Gestion et affaires consulaires",
        "description_en": (
            "Management and consular officers are the ones whom Canadians meet on their worst day abroad: a lost passport, an "
            "arrest, an accident, an evacuation. The same officers run the mission itself, its budget, its buildings, its "
            "staff and their safety. They plan for the earthquake or the coup that may never come, and lead the response "
            "when it does. No other stream works with so many people, or is thanked so late at night."
        ),
        "description_fr": (
            "Les agentes et agents de gestion et des affaires consulaires sont ceux que les Canadiens rencontrent au pire moment "
            "de leur séjour : passeport perdu, arrestation, accident, évacuation. Ce sont aussi eux qui font vivre la "
            "mission : son budget, ses immeubles, son personnel et la sécurité de chacun. Ils se préparent au séisme ou au "
            "coup d’État qui ne viendra peut-être jamais, et dirigent l’intervention lorsqu’il survient. Aucune autre filière "
            "ne côtoie autant de monde, ni ne reçoit ses remerciements aussi tard dans la nuit."
        ),
        "areas_en": [
            "Help to Canadians in distress",
            "Passports and citizenship abroad",
            "Emergency planning and response",
            "Finance and procurement of missions",
            "Human resources and locally engaged staff",
            "Property and security",
        ],
        "areas_fr": [
            "Aide aux Canadiens en difficulté",
            "Passeports et citoyenneté à l’étranger",
            "Planification et interventions d’urgence",
            "Finances et approvisionnement des missions",
            "Ressources humaines et personnel recruté sur place",
            "Immeubles et sécurité",
        ],
    },
    {
        "code": "assistance",
        "name_en": "International Assistance",
        "name_fr": "Aide internationale",
        "description_en": (
            "Officers of this stream turn Canada’s promise to poorer and war-torn countries into schools, vaccines, ballots and "
            "harvests. They design programs with local partners, judge whether they work, and say so when they do not. When a "
            "flood or a war strikes, they direct humanitarian aid to those who can deliver it. The youngest of the "
            "streams, it brings to the foreign service people who have long worked in the field."
        ),
        "description_fr": (
            "Les agentes et agents de cette filière donnent corps aux engagements du Canada envers les pays pauvres ou en guerre : "
            "écoles, vaccins, élections, récoltes. Ils conçoivent des programmes avec des partenaires locaux, en mesurent les "
            "résultats et le disent quand ceux-ci se font attendre. Lorsqu’une inondation ou un conflit éclate, ils dirigent "
            "l’aide humanitaire vers ceux qui peuvent l’acheminer. La plus jeune des filières amène au service extérieur des "
            "gens qui connaissent le terrain de longue date."
        ),
        "areas_en": [
            "Design and follow-up of programs",
            "Humanitarian assistance",
            "Gender equality",
            "Health, nutrition and education",
            "Climate and food security",
            "Peace and stabilization",
            "Multilateral development partners",
        ],
        "areas_fr": [
            "Conception et suivi des programmes",
            "Aide humanitaire",
            "Égalité des genres",
            "Santé, nutrition et éducation",
            "Climat et sécurité alimentaire",
            "Paix et stabilisation",
            "Partenaires multilatéraux du développement",
        ],
    },
    {
        "code": "immigration",
        "name_en": "Immigration",
        "name_fr": "Immigration",
        "description_en": (
            "Immigration officers, who belong to Immigration, Refugees and Citizenship Canada, decide abroad who may come to "
            "Canada to study, work, join a family or find refuge. Behind each file is a life, and the officer weighs it "
            "under the law, often in an interview of less than an hour. They resettle refugees, detect fraud, and tell Ottawa "
            "what moves people to leave. Few officers hold so much of other people’s future in their hands."
        ),
        "description_fr": (
            "Les agentes et agents d’immigration, qui relèvent d’Immigration, Réfugiés et Citoyenneté Canada, décident à "
            "l’étranger qui pourra venir au Canada étudier, travailler, rejoindre sa famille ou trouver refuge. Derrière "
            "chaque dossier, il y a une vie, que l’on apprécie au regard de la loi, souvent au cours d’une entrevue de moins "
            "d’une heure. Ils réinstallent des réfugiés, décèlent la fraude et font comprendre à Ottawa ce qui pousse les "
            "gens à partir. Peu de gens tiennent autant de l’avenir des autres entre leurs mains."
        ),
        "areas_en": [
            "Permanent and temporary residence",
            "Resettlement of refugees",
            "Family reunification",
            "Integrity of the program",
            "Migration diplomacy",
            "Health and security screening",
        ],
        "areas_fr": [
            "Résidence permanente et temporaire",
            "Réinstallation des réfugiés",
            "Réunification des familles",
            "Intégrité du programme",
            "Diplomatie migratoire",
            "Contrôles médicaux et de sécurité",
        ],
    },
]

TEXTS = [
    {
        "key": "president",
        "title_en": "A letter that catches up with you",
        "title_fr": "Une lettre qui vous rattrape",
        "body_en": """\
Wherever this finds you, between two postings, on a night shift in operations, or at a kitchen table in Gatineau with boxes \
still unopened, it finds a colleague.

Ours is a small service spread over a large world. We know each other by cables and by rumour long before we shake hands. That \
is why I ask you two things this season. Nominate someone: the officer who stayed, who explained, who made you braver. And \
send us a photograph, because you see what nobody at home sees.

These pages are new. Everything here works on a slow line, in both languages, and keeps what you type. Tell us what does not.

With my thanks for the work that nobody sees,

*Hélène Achebe-Gagnon, President*
""",
        "body_fr": """\
Où que ce mot vous trouve, entre deux affectations, de garde une nuit de crise ou à une table de cuisine de Gatineau parmi des \
cartons encore fermés, il trouve une ou un collègue.

Notre service est petit et le monde est vaste. Nous nous connaissons par les dépêches et par ouï-dire bien avant de nous serrer \
la main. C’est pourquoi je vous demande deux choses cette saison. Proposez quelqu’un : la personne qui est restée, qui a \
expliqué, qui vous a donné du courage. Et envoyez-nous une photographie, car vous voyez ce que personne ne voit d’ici.

Ces pages sont nouvelles. Elles fonctionnent sur une ligne lente, dans les deux langues, et gardent ce que vous écrivez. \
Dites-nous ce qui cloche.

Avec toute ma reconnaissance pour le travail que l’on ne voit pas,

*Hélène Achebe-Gagnon, présidente*
""",
    },
    {
        "key": "contact",
        "title_en": "Write to the office",
        "title_fr": "Écrire au bureau",
        "body_en": """\
Four of us answer, in English and in French, from Monday to Friday, 8:30 to 16:30, Ottawa time. From abroad, a message is \
surest; we answer within two working days.

Email: [office@pafso-apase.example](mailto:office@pafso-apase.example)

Telephone: 613-555-0142

412 Rideau Terrace, Suite 300, Ottawa (Ontario) K1N 0A1
""",
        "body_fr": """\
Nous sommes quatre à vous répondre, en français et en anglais, du lundi au vendredi, de 8 h 30 à 16 h 30, heure d’Ottawa. De \
l’étranger, le plus sûr est d’écrire ; nous répondons dans les deux jours ouvrables.

Courriel : [bureau@pafso-apase.example](mailto:bureau@pafso-apase.example)

Téléphone : 613-555-0142

412, terrasse Rideau, bureau 300, Ottawa (Ontario) K1N 0A1
""",
    },
    {
        "key": "postal-address",
        "title_en": "Postal address, below the mails that one can do without",
        "title_fr": "Adresse postale, au bas des courriels dont on peut se passer",
        "body_en": "412 Rideau Terrace, Suite 300\nOttawa (Ontario) K1N 0A1\nCanada\n",
        "body_fr": "412, terrasse Rideau, bureau 300\nOttawa (Ontario) K1N 0A1\nCanada\n",
    },
]
