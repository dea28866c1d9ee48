"""German and French words of given blocks and of the text between the lines, as the English ones that ``understood.py`` and others know.

A word stands here only if it means one thing in a mathematical text and is no English word. What is not here stays what it is: not understood.
Of qualities whose order the other language turns round (*définie positive*) and of those with two meanings (*quadratisch*) none is here.
"""

from __future__ import annotations

from symkl.record import NamedTuple


class English(NamedTuple):
    """What a foreign word is in English, and what it is right behind a formula, where that differs."""

    words: tuple[str, ...]
    behind: tuple[str, ...]


_GERMAN = {
    "the": "der die das dem den des", "a": "ein eine einen einem einer eines", "and": "und sowie", "or": "oder", "with": "mit", "without": "ohne",
    "for": "für", "of": "von vom", "to": "zu zum zur", "in": "im", "on": "auf", "from": "aus", "at": "bei", "by": "durch", "as": "als",
    "not": "nicht", "no": "kein keine keinen keiner keines", "only": "nur", "is": "ist wird lautet", "are": "sind werden",
    "denotes": "bezeichnet bezeichne bedeutet", "denote": "bezeichnen bedeuten", "holds": "gilt", "hold": "gelten", "have": "haben", "has": "habe",
    "set": "setze setzen", "consider": "betrachte betrachten", "assume": "angenommen", "we": "wir", "it": "es", "that": "dass", "where": "wobei",
    "here": "hier hierbei dabei", "then": "dann", "moreover": "ferner weiterhin außerdem zudem", "resp": "bzw", "each": "jede jeder jedes jeden",
    "respectively": "jeweils", "all": "alle allen aller", "both": "beide beiden", "two": "zwei", "three": "drei", "if": "falls wenn",
    "following": "folgende folgenden", "unless": "sofern",
    "vector": "vektor", "vectors": "vektoren", "matrices": "matrizen", "scalar": "skalar", "scalars": "skalare", "number": "zahl",
    "numbers": "zahlen", "variables": "variablen", "random variable": "zufallsvariable zufallsgröße",
    "random variables": "zufallsvariablen zufallsgrößen",
    "random vector": "zufallsvektor", "random vectors": "zufallsvektoren", "value": "wert", "values": "werte", "parameters": "parametern",
    "mean": "mittelwert erwartungswert erwartungswerts erwartungswertes", "means": "mittelwerte mittelwerten erwartungswerte erwartungswerten",
    "variance": "varianz", "variances": "varianzen", "covariance": "kovarianz", "covariances": "kovarianzen",
    "covariance matrix": "kovarianzmatrix", "covariance matrices": "kovarianzmatrizen", "standard deviation": "standardabweichung",
    "standard deviations": "standardabweichungen", "precision": "präzision", "precision matrix": "präzisionsmatrix", "density": "dichte",
    "densities": "dichten", "distribution": "verteilung", "distributions": "verteilungen", "distributed": "verteilt",
    "normally distributed": "normalverteilt", "jointly": "gemeinsam", "joint": "gemeinsame gemeinsamen gemeinsamer", "data": "daten",
    "data matrix": "datenmatrix", "identity matrix": "einheitsmatrix", "estimator": "schätzer", "estimators": "schätzern", "estimate": "schätzung",
    "estimates": "schätzungen", "least": "kleinste", "squares": "quadrate", "measurement": "messung", "measurements": "messungen",
    "observation": "beobachtung", "observations": "beobachtungen", "state": "zustand", "states": "zustände", "noise": "rauschen",
    "disturbance": "störung störgröße", "disturbances": "störungen störgrößen", "error": "fehler", "weights": "gewichte", "prime": "strich",
    "transpose": "transponierte", "dimensions": "dimensionen", "model": "modell",
    "function": "funktion", "functions": "funktionen", "let": "sei seien",
}  # fmt: skip
#: adjectives, which take the endings of their nouns
_ADJECTIVES = {
    "symmetrisch": "symmetric", "positiv": "positive", "definit": "definite", "semidefinit": "semidefinite", "invertierbar": "invertible",
    "regulär": "invertible", "nichtnegativ": "nonnegative", "negativ": "negative", "diagonal": "diagonal", "orthogonal": "orthogonal",
    "orthonormal": "orthonormal", "reell": "real", "natürlich": "natural", "unabhängig": "independent", "abhängig": "dependent",
    "korreliert": "correlated", "unkorreliert": "uncorrelated", "identisch": "identically", "beliebig": "arbitrary", "gegeben": "given",
    "bekannt": "known", "unbekannt": "unknown", "fest": "fixed", "konstant": "constant", "zufällig": "random", "deterministisch": "deterministic",
    "linear": "linear", "bedingt": "conditionally", "definiert": "defined",
}  # fmt: skip
_ENDINGS = ("", "e", "en", "er", "es", "em")
_FRENCH = {
    "the": "le la les", "a": "un une", "of": "de du des", "and": "et", "or": "ou", "where": "où", "with": "avec", "without": "sans", "for": "pour",
    "by": "par", "in": "dans", "on": "sur", "to": "à au aux", "is": "est", "are": "sont", "let": "soit soient", "that": "que", "whose": "dont",
    "thus": "donc", "then": "alors", "not": "pas", "all": "tout tous toute toutes", "each": "chaque", "two": "deux", "three": "trois",
    "known": "connu connue connus connues", "unknown": "inconnu inconnue inconnus inconnues", "given": "donné donnée donnés données",
    "assume": "supposons", "write": "notons", "written": "noté notée notés notées", "real": "réel réelle réels réelles", "vector": "vecteur",
    "vectors": "vecteurs", "matrix": "matrice", "matrices": "matrices", "scalar": "scalaire", "scalars": "scalaires", "number": "nombre",
    "numbers": "nombres", "random": "aléatoire aléatoires", "mean": "moyenne espérance", "means": "moyennes espérances", "precision": "précision",
    "density": "densité", "densities": "densités", "law": "loi", "laws": "lois", "independent": "indépendant indépendante indépendants indépendantes",
    "symmetric": "symétrique symétriques", "invertible": "inversible inversibles", "measurement": "mesure", "measurements": "mesures",
    "state": "état", "states": "états", "noise": "bruit", "noises": "bruits", "estimator": "estimateur", "error": "erreur", "errors": "erreurs",
    "size": "taille", "parameter": "paramètre", "parameters": "paramètres", "function": "fonction", "functions": "fonctions", "weights": "poids",
    "gaussian": "gaussien gaussienne gaussiens gaussiennes",
}  # fmt: skip
_ELISIONS = ("l", "d", "qu", "s", "n", "c", "j")


def _table() -> dict[str, English]:
    pairs = [(word, english) for tongue in (_GERMAN, _FRENCH) for english, words in tongue.items() for word in words.split()]
    pairs += [(stem + ending, english) for stem, english in _ADJECTIVES.items() for ending in _ENDINGS]
    return {word: English(words, ("be",) if words == ("let",) else words) for word, english in pairs for words in [tuple(english.split())]}


TABLE = _table()


def in_english(word: str, is_behind: bool) -> tuple[str, ...]:
    """A word in small letters as the English ones that it means, or itself; ``is_behind``: right behind a formula."""
    letter, mark, rest = word.replace("\u2019", "'").partition("'")
    if mark and letter in _ELISIONS and (len(rest) > 1 or rest == "a"):  # ``l'a priori``
        return in_english(rest, is_behind)
    found = TABLE.get(word)
    return (word,) if found is None else found.behind if is_behind else found.words


def foreign_words_for(english: frozenset[str]) -> frozenset[str]:
    """The words of which one of these is the meaning."""
    return frozenset(word for word, found in TABLE.items() if not english.isdisjoint((*found.words, *found.behind)))
