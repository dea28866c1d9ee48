"""Relations between atoms: what a product of them reduces to. All hold for every value of the atoms that defines them."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.network import COL, ROW, SLOT, Atom, Component, Labels, Monomial, Networks, Node, Poly, Rational, add_into, scaled
from symkl.kernel.sort import Dimension

Letter = tuple[int, Labels]  # an atom with ROW and COL among its labels


class Relations(Networks):
    """Products with ``A A^-1 = I``, ``sqrt(a)^2 = a``, parts of partitions, and sums cleared of denominators."""

    def __init__(self, budget: int = 400_000) -> None:
        super().__init__(budget)
        self.orthogonal: set[int] = set()  # atoms Q with Q'Q = I
        self.parts: dict[str, int] = {}  # how many variables the law of a density atom has

    # -- products of components ----------------------------------------------------------------------------------------------

    def settle(self, exponents: dict[int, Rational]) -> Poly:
        """A product of components; powers of sums that became whole are expanded, whole powers of primes are numbers."""
        coefficient: Rational = 1
        expand: list[tuple[int, Rational]] = []
        for number, exponent in list(exponents.items()):
            if not exponent:
                del exponents[number]
                continue
            component = self.components[number]
            if len(component) > 1 or component[0][1] and max(component[0][1]) >= 0:
                continue
            kind = self.atoms[component[0][0]].kind
            if kind == "prime":
                whole = exponent.numerator // exponent.denominator
                coefficient *= Fraction(self.atoms[component[0][0]].key) ** whole
                exponents[number] = exponent - whole
            elif kind == "value" and exponent >= 1:
                whole = exponent.numerator // exponent.denominator
                expand.append((number, whole))
                exponents[number] = exponent - whole
            elif kind in ("identity", "inclusion"):
                exponents[number] = 1
                if kind == "identity" and any(min(component[0][1]) in self.free[n] for n in exponents if n != number):
                    nodes, _ = self.nodes(tuple(sorted(exponents.items())))
                    return self.join(tuple(nodes))
        result: Poly = {tuple(sorted((n, e) for n, e in exponents.items() if e)): coefficient}
        for number, exponent in expand:
            atom, labels, _ = self.components[number][0]
            for _ in range(int(exponent)):
                result = self.multiply(result, self.body_at(atom, labels))
        return result

    # -- products of nodes ---------------------------------------------------------------------------------------------------

    def reduce(self, nodes: list[Node]) -> Poly | None:
        """The first relation that applies to nodes under summed labels; None if they are irreducible."""
        degree: dict[int, int] = {}
        kinds = set()
        for atom, labels, exponent in nodes:
            kinds.add(self.atoms[atom].kind)
            for label in labels:
                degree[label] = degree.get(label, 0) + (1 if exponent == 1 else 2)
        if "value" in kinds:
            for at, (atom, labels, exponent) in enumerate(nodes):
                if self.atoms[atom].kind == "value" and exponent >= 1:
                    return self._expand(nodes, at, atom, labels, exponent)
        if "inclusion" in kinds:
            found = self._parts(nodes, degree)
            if found is not None:
                return found
        if "function" in kinds and self.parts:
            found = self._probabilities(nodes, degree)
            if found is not None:
                return found
        if self.orthogonal:
            found = self._orthonormal(nodes, degree)
            if found is not None:
                return found
        if "root" in kinds:
            found = self._roots(nodes, degree)
            if found is not None:
                return found
        if "inverse" in kinds:
            for at, (atom, _, exponent) in enumerate(nodes):
                if self.atoms[atom].kind == "inverse" and exponent == 1:
                    found = self._cancel(nodes, at, degree)
                    if found is not None:
                        return found
        return None

    def _replaced(self, nodes: list[Node], without: set[int], terms: list[tuple[Rational, list[Node]]]) -> Poly:
        """The nodes with some of them replaced by a sum of products."""
        kept = [n for i, n in enumerate(nodes) if i not in without]
        total: Poly = {}
        for coefficient, more in terms:
            add_into(total, self.join(tuple(kept + more)), coefficient)
        return total

    def _start(self, nodes: list[Node]) -> int:
        return 1 + max((x for _, labels, _ in nodes for x in labels), default=0)

    def _expand(self, nodes: list[Node], at: int, atom: int, labels: Labels, exponent: Rational) -> Poly:
        terms = self.placed(atom, labels, max(0, self._start(nodes)))
        kept = [(atom, labels, exponent - 1)] if exponent != 1 else self.presence(atom, labels)
        more = [(c, body + kept) for c, body in terms]
        return self._replaced(nodes, {at}, more)

    def _parts(self, nodes: list[Node], degree: dict[int, int]) -> Poly | None:
        """Two parts of one partition joined along the whole: the identity of the part, or zero."""
        ends: dict[int, tuple[int, Node]] = {}
        for at, node in enumerate(nodes):
            atom, labels, exponent = node
            if self.atoms[atom].kind != "inclusion" or labels[-1] < 0 or degree[labels[-1]] > 2 or exponent != 1:
                continue
            if degree[labels[-1]] == 1:
                alone = len(labels) > 1 and labels[0] >= 0 and degree[labels[0]] == 1
                rest = self._replaced(nodes, {at}, [(1, [])])
                return self.multiply(rest, self.size(self.atoms[atom].ranges[0])) if alone else rest
            if labels[-1] not in ends:
                ends[labels[-1]] = (at, node)
                continue
            first, (other, others, _) = ends[labels[-1]]
            (key, place), (other_key, other_place) = self.atoms[atom].key, self.atoms[other].key
            if key != other_key:
                continue
            if place != other_place:
                return {}
            delta: list[Node] = [(self.identity(self.atoms[atom].ranges[0]), (labels[0], others[0]), 1)] if len(labels) > 1 else []
            return self._replaced(nodes, {at, first}, [(1, delta)])
        return None

    def _probabilities(self, nodes: list[Node], degree: dict[int, int]) -> Poly | None:
        """The probabilities of a discrete variable, summed over all its values, are 1."""
        for at, (atom, labels, exponent) in enumerate(nodes):
            known = self.atoms[atom]
            if known.kind != "function" or self.parts.get(known.key[0]) != 1 or exponent != 1:
                continue
            point = known.body[-1]
            for slot, label in enumerate(labels):
                position = self.atom(Atom("position", None, (known.ranges[slot],)))
                if label < 0 or degree[label] != 1 or point != self.single(position, (SLOT - slot,)):
                    continue
                if not any(SLOT - slot in self.free[n] for p in known.body[:-1] for m in p for n, _ in m):
                    kept = [n for n in self.presence(atom, labels) if n[1][0] != label]
                    return self._replaced(nodes, {at}, [(1, kept)])
        return None

    def _roots(self, nodes: list[Node], degree: dict[int, int]) -> Poly | None:
        """Neighbouring roots of one matrix P: R R = P, R' R' = P^-1, R R' = I, R P^-1 = R', R' P = R (R' the root of the inverse)."""
        for at, (atom, xs, exponent) in enumerate(nodes):
            if self.atoms[atom].kind != "root" or exponent != 1:
                continue
            for other, (b, ys, e) in enumerate(nodes):
                shared = set(xs[-2:]) & set(ys[-2:]) if other != at and len(ys) >= 2 and e == 1 else set()
                label = next((x for x in shared if x >= 0 and degree[x] == 2), None)
                if label is None:
                    continue
                value = self._root_times(atom, b, xs[:-2] == ys[:-2], ys)
                if value is None:
                    continue
                ends = [x for x in xs[-2:] if x != label] + [y for y in ys[-2:] if y != label]
                names = dict(zip((SLOT - len(xs) + 2, SLOT - len(xs) + 1), ends, strict=True)) | dict(zip(_slots(len(xs) - 2), xs[:-2], strict=True))
                start = max(0, self._start(nodes))
                terms: list[tuple[Rational, list[Node]]] = []
                for monomial, c in value.items():
                    more, _ = self.nodes(monomial, start)
                    terms.append((c, [(a, tuple(names.get(x, x) for x in zs), f) for a, zs, f in more]))
                return self._replaced(nodes, {at, other}, terms)
        return None

    def _root_times(self, root: int, other: int, same: bool, labels: Labels) -> Poly | None:
        """The product of a root with its neighbour, by slot labels; None where no relation is known."""
        known, near = self.atoms[root], self.atoms[other]
        slots = _slots(len(known.ranges))
        if not same:
            return None
        if near.kind == "root" and near.body == known.body:
            if near.key[0] != known.key[0]:
                return self.single(self.identity(known.ranges[-1]), slots[-2:])
            return known.body[0] if known.key[0] else self.inverse_of_body(root)
        if near.kind == "inverse" and near.body == known.body and known.key[0]:
            return self.single(self.atom(known._replace(key=(False, known.key[1]))), slots)
        letter = next(iter(known.body[0]))
        if not known.key[0] and len(known.body[0]) == 1 and letter == next(iter(self.single(other, slots)), None):
            return self.single(self.atom(known._replace(key=(True, known.key[1]))), slots)
        return None

    def inverse_of_body(self, atom: int) -> Poly:
        """The inverse of an atom's matrix, by slot labels (see `Functions`)."""
        raise NotImplementedError

    def _orthonormal(self, nodes: list[Node], degree: dict[int, int]) -> Poly | None:
        """``Q'Q = I``, and ``QQ' = I`` where Q is square."""
        for at, (atom, xs, exponent) in enumerate(nodes):
            if atom not in self.orthogonal or exponent != 1:
                continue
            square = self.atoms[atom].ranges[0] == self.atoms[atom].ranges[1]
            for slot in (0, 1) if square else (0,):
                for other in range(at + 1, len(nodes)):
                    b, ys, e = nodes[other]
                    if b == atom and e == 1 and xs[slot] == ys[slot] >= 0 and degree[xs[slot]] == 2:
                        delta = (self.identity(self.atoms[atom].ranges[1 - slot]), (xs[1 - slot], ys[1 - slot]), 1)
                        return self._replaced(nodes, {at, other}, [(1, [delta])])
        return None

    def _cancel(self, nodes: list[Node], at: int, degree: dict[int, int]) -> Poly | None:
        """``lead(P) P^-1 = (I - rest(P) P^-1) / coefficient``, on either side; for a single letter ``A A^-1 = I``."""
        atom, labels, _ = nodes[at]
        lead = self.lead(atom)
        if lead is None:
            return None
        monomial, coefficient = lead
        row, col = labels[-2:]
        for inner, outer, chain in ((row, col, (ROW, COL)), (col, row, (COL, ROW))):
            for near, far in {(inner, outer), (outer, inner)} if self.atoms[atom].symmetric else {(inner, outer)}:
                matched = self._match(nodes, at, degree, monomial, labels, near, chain)
                if matched is not None:
                    used, end = matched
                    return self._cancelled(nodes, at, used, end, far, chain, monomial, coefficient)
        return None

    def lead(self, atom: int) -> tuple[Monomial, Rational] | None:
        """The monomial of an inverse's matrix that is rewritten: its greatest word without scalar factors, else None."""
        body = self.atoms[atom].body[0]
        count = len(self.atoms[atom].ranges)
        return self.greatest_word({m: c for m, c in body.items() if len(m) == 1}, (SLOT - count + 2, SLOT - count + 1))

    def greatest_word(self, poly: Poly, ends: tuple[int, int]) -> tuple[Monomial, Rational] | None:
        """The term with the longest product of letters between the ends, the identity left aside."""
        best = None
        for monomial, coefficient in poly.items():
            inside = [(n, e) for n, e in monomial if self.free[n] & set(ends)]
            component = self.components[inside[0][0]] if len(inside) == 1 and inside[0][1] == 1 else ()
            if not component or self.atoms[component[0][0]].kind == "identity" or self._chain(component, ends) is None:
                continue
            if best is None or (len(component), component) > best[0]:
                best = (len(component), component), monomial, coefficient
        return None if best is None else best[1:]

    def _chain(self, component: Component, ends: tuple[int, int]) -> list[tuple[int, Labels, int, int]] | None:
        """The nodes in order from the row end to the column end, each with the label it is entered and left by."""
        left = list(component)
        at, target = ends
        chain = []
        while left:
            here = [n for n in left if at in n[1]]
            if len(here) != 1 or here[0][2] != 1:
                return None
            atom, labels, _ = here[0]
            pair = labels[-2:]
            if len(pair) != 2 or at not in pair or pair[0] == pair[1]:
                return None
            out = pair[1] if pair[0] == at else pair[0]
            chain.append((atom, labels, at, out))
            left.remove(here[0])
            at = out
        return chain if at == target else None

    def _match(
        self, nodes: list[Node], at: int, degree: dict[int, int], monomial: Monomial, labels: Labels, near: int, chain: tuple[int, int]
    ) -> tuple[set[int], int] | None:
        """The lead's letters next to the inverse's ``near`` end: the nodes used and the label at their far end."""
        component = self.components[monomial[0][0]]
        slots = _slots(len(labels))
        word = self._chain(component, (slots[-2], slots[-1]))
        if word is None or near < 0:
            return None
        families = dict(zip(slots[:-2], labels[:-2], strict=True))
        backwards = chain == (ROW, COL)
        used = {at}
        label = near
        for atom, pattern, enter, leave in reversed(word) if backwards else word:
            if label < 0 or degree[label] != 2:
                return None
            close = leave if backwards else enter
            found = self._letter(nodes, used, atom, pattern, close, label, families)
            if found is None:
                return None
            index, label = found
            used.add(index)
        return used, label

    def _letter(
        self, nodes: list[Node], used: set[int], atom: int, pattern: Labels, close: int, label: int, families: dict[int, int]
    ) -> tuple[int, int] | None:
        place = pattern.index(close, len(pattern) - 2)
        other = len(pattern) - 1 if place == len(pattern) - 2 else len(pattern) - 2
        for i, (a, xs, e) in enumerate(nodes):
            if i in used or a != atom or e != 1 or label not in xs[-2:]:
                continue
            if any(families.get(p, p) != x for p, x in zip(pattern[:-2], xs[:-2], strict=True)):
                continue
            if xs[place] == label:
                return i, xs[other]
            if self.atoms[a].symmetric and xs[other] == label:
                return i, xs[place]
        return None

    def _cancelled(
        self, nodes: list[Node], at: int, used: set[int], end: int, far: int, chain: tuple[int, int], lead: Monomial, coefficient: Rational
    ) -> Poly:
        atom, labels, _ = nodes[at]
        size = self.atoms[atom].ranges[-1]
        start = max(0, self._start(nodes))
        inverse_of = Fraction(1) / coefficient
        terms: list[tuple[Rational, list[Node]]] = [(inverse_of, [(self.identity(size), (end, far), 1)])]
        rest = {m: c for m, c in self.atoms[atom].body[0].items() if m != lead}
        ends = (end, start) if chain == (ROW, COL) else (start, end)
        for (c, body), _ in zip(self.placed(atom, (*labels[:-2], *ends), start + 1), self.atoms[atom].body[0], strict=True):
            terms.append((-c * inverse_of, [*body, (atom, (*labels[:-2], *((start, far) if chain == (ROW, COL) else (far, start))), 1)]))
        leads = list(self.atoms[atom].body[0]).index(lead)
        del terms[1 + leads]
        if end >= 0:
            terms = [(c, [*body, (self.atom(Atom("ones", None, (size,))), (end,), 1)]) for c, body in terms]
        assert len(terms) == 1 + len(rest)
        return self._replaced(nodes, used, terms)

    # -- words and diagonals ---------------------------------------------------------------------------------------------------

    def word(self, poly: Poly, size: Dimension) -> tuple[Poly, list[Letter]] | None:
        """A single product ``scalar * L1 L2 .. Lm`` of square letters, or None."""
        if len(poly) != 1:
            return None
        ((monomial, coefficient),) = poly.items()
        inside = [(n, e) for n, e in monomial if {ROW, COL} & self.free[n]]
        scalar: Poly = {tuple((n, e) for n, e in monomial if not {ROW, COL} & self.free[n]): coefficient}
        if len(inside) != 1 or inside[0][1] != 1:
            return None
        component = self.components[inside[0][0]]
        if len(component) == 1 and self.atoms[component[0][0]].kind == "identity":
            return scalar, []
        chain = self._chain(component, (ROW, COL))
        if chain is None or any(self.atoms[a].ranges[-2:] != (size, size) for a, _, _, _ in chain):
            return None
        return scalar, [(a, tuple(ROW if x == i else COL if x == o else x for x in xs)) for a, xs, i, o in chain]

    def diagonal_of(self, poly: Poly, size: Dimension) -> Poly | None:
        """The entries (by ROW) of a matrix that is diagonal term by term, or None."""
        identity = self.component(((self.identity(size), (ROW, COL), 1),))
        entries: Poly = {}
        for monomial, coefficient in poly.items():
            rest = tuple((n, e) for n, e in monomial if n != identity)
            if len(rest) == len(monomial) or any(COL in self.free[n] for n, _ in rest):
                return None
            add_into(entries, {rest: coefficient})
        return entries

    # -- denominators ----------------------------------------------------------------------------------------------------------

    def fraction(self, poly: Poly) -> tuple[Poly, dict[int, Rational]]:
        """``numerator, denominator``: the polynomial times the powers of sums by which it is divided."""
        denominators: dict[int, Rational] = {}
        for _ in range(40):
            worst: dict[int, Rational] = {}
            for monomial in poly:
                for number, exponent in monomial:
                    if exponent < 0 and exponent < worst.get(number, 0) and self._is_sum(number):
                        worst[number] = exponent
            if not worst:
                break
            for number, exponent in worst.items():
                denominators[number] = denominators.get(number, 0) - exponent
            raised: Poly = {}
            for monomial, coefficient in poly.items():
                exponents = dict(monomial)
                for number, exponent in worst.items():
                    exponents[number] = exponents.get(number, 0) - exponent
                add_into(raised, self.settle(exponents), coefficient)
            poly = raised
        return poly, denominators

    def _is_sum(self, number: int) -> bool:
        component = self.components[number]
        return len(component) == 1 and self.atoms[component[0][0]].kind == "value" and all(x < 0 for x in component[0][1])

    def is_zero(self, poly: Poly) -> bool:
        """Whether the polynomial vanishes identically, denominators cleared."""
        if not poly:
            return True
        numerator, _ = self.fraction(poly)
        return not numerator

    def monic(self, poly: Poly) -> Poly:
        """The polynomial divided by its first coefficient."""
        return scaled(poly, 1 / Fraction(next(iter(poly.values())))) if poly else poly


def _slots(count: int) -> Labels:
    return tuple(SLOT - i for i in range(count))
