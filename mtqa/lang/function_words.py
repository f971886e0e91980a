"""The small words a language cannot do without, by which a text shows its language at a glance.

`STRONG` words are pronouns, verbs, negations and conjunctions: names and titles seldom hold them. `WEAK` ones are
articles and prepositions, which names are full of ("Banque de France", "La Haye"). `ALSO` are words of other languages'
lists that the language has too, with another meaning ("pour", "son", "plus" in English), so that they prove nothing.
"""

from __future__ import annotations

from functools import cache

STRONG = {
    "fr": (
        "que qui dont où quand lorsque puisque parce car mais donc ainsi alors ne pas jamais rien aucun "
        "aucune il ils "
        "elle elles nous vous je on ce cela ça ceci cette ces cet celui celle ceux celles leur leurs sa ses "
        "mon ma mes "
        "notre nos votre vos est sont était étaient été être sera seront serait fut a ont avait avaient avoir "
        "eu aura "
        "auront aurait ayant étant fait faire peut peuvent doit doivent va vont se si très trop encore aussi "
        "déjà "
        "toujours selon après avant depuis pendant entre chez contre comme tout tous toute toutes même "
        "quelques "
        "plusieurs y lui eux"
    ),
    "en": (
        "the of and to that for is was are were be been being has have had having with by from at this these "
        "those it "
        "its he she his her they their them we our you your i my who whom whose which what when where while "
        "if then "
        "than as but not no nor will would can could should may might must do does did there here about into "
        "after "
        "before because between during since until against only also some any such other more most how why "
        "all said "
        "an a in on or out up over"
    ),
    "de": (
        "und nicht ist sind war waren wird werden wurde wurden hat haben hatte hatten sein dass daß sich auch "
        "es er sie "
        "ich wir ihr ihre seine seinen ihren eine einen einem einer eines dieser diese dieses diesem diesen "
        "noch nur "
        "schon aber oder wenn als wie nach bei über unter zwischen durch gegen ohne kann können soll sollen "
        "muss müssen "
        "mehr sehr"
    ),
    "es": (
        "que no se es son era eran fue fueron ser sido está están ha han había habían hay su sus lo le les "
        "esta este "
        "estos estas ese esa pero como más muy también ya cuando donde porque sobre entre hasta desde sin si "
        "quien "
        "quienes ella ellos ellas nosotros uno otros otra otro todo todos puede pueden según"
    ),
    "it": (
        "che non è sono era erano sarà saranno essere stato stata stati ha hanno aveva avevano si anche ma "
        "più come "
        "quando dove perché però questo questa questi queste quello quella suo sua suoi loro lui lei noi ci "
        "ne se chi "
        "tutto tutti fra tra dopo prima molto già ancora può possono deve"
    ),
    "pt": (
        "que não se é são era eram foi foram ser sido está estão tem têm tinha há seu sua seus suas mas como "
        "mais muito "
        "também já quando onde porque sobre entre até desde sem ele ela eles elas nós este esta estes estas "
        "esse essa "
        "isso isto todo todos pode podem segundo"
    ),
    "nl": (
        "en niet is zijn was waren wordt worden werd werden heeft hebben had hadden dat die dit deze er hij "
        "zij ze ik "
        "wij we u hun haar zich ook maar of als wat wie waar toen nog al meer zeer naar door over onder "
        "tussen tegen "
        "zonder kan kunnen zal zullen moet moeten om"
    ),
}
WEAK = {
    "fr": "le la les un une des du de au aux à dans en et ou par pour sur sous sans vers avec son",
    "en": "",
    "de": "der die das den dem des ein zu zum zur im in am an auf aus mit von vom für um",
    "es": "el la los las un una de del al a en y e o con por para",
    "it": (
        "il lo la i gli le un uno una a di del dello della dei degli delle al allo alla ai agli alle da dal dalla "
        "nel nella in con su sul sulla per e ed o"
    ),
    "pt": "o a os as um uma de do da dos das ao à aos às no na nos nas em e ou com por para pelo pela",
    "nl": "de het een van in op te met voor aan bij uit tot",
}
ALSO = {
    "en": (
        "pour plus son sans tout elle est on me as a or par comment main ma si en car va te fait contre entre "
        "encore "
        "eu un y il ne se sa mon mes an i u us is in am so man war was die hat bin do no nos male come per o "
        "e er al "
        "all ha has sole di lei fora over door had we of to at den bei dem das den des ex os ser era sera sin "
        "con del "
        "zee wat ze noi sui dos as at are ton tu ou aura van von om"
    ),
    "fr": (
        "on a me plus or as an main son pour comment dans car en use point sent fin ce il if an do of no at "
        "die des es "
        "si se la le un tu ma mi y e o per son ton sur nu non tout out come des was all us am in lui men son "
        "te du bei "
        "fut mon mes os dos sans sous par elle est pas que ou et qui"
    ),
    "de": (
        "in an am man war die was hat so also des du es er ist um im zu ob den dem da hin bin all gut dies bald ohne"
    ),
    "es": ("a e y o un una de la el se me te le lo que en con no si es ha son era como para por entre sin sobre hasta"),
}
ELIDED = {"fr": "l d qu n s c j m t jusqu lorsqu puisqu", "it": "l d un dell all nell sull dall c"}

LANGUAGES = frozenset(STRONG)


@cache
def strong(lang: str) -> frozenset[str]:
    """Return the words of a language that names seldom hold."""
    return frozenset(STRONG.get(lang, "").split())


@cache
def every(lang: str) -> frozenset[str]:
    """Return all function words of a language; none for a language without a list."""
    return strong(lang) | frozenset(WEAK.get(lang, "").split())


@cache
def marks(lang: str, other: str) -> frozenset[str]:
    """Return the words that tell `lang` from `other`: its function words that are no words of `other`."""
    return every(lang) - every(other) - frozenset(ALSO.get(other, "").split())


@cache
def lacking(lang: str, other: str) -> frozenset[str]:
    """Return the function words of `lang` that are none of `other`: a text of `lang` has some of them."""
    return every(lang) - every(other)


@cache
def elided(lang: str) -> frozenset[str]:
    """Return what stands before an apostrophe in place of a word: "l", "qu"."""
    return frozenset(ELIDED.get(lang, "").split())
