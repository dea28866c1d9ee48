"""Words: chains of matrix letters, and inverses of sums cancelled against them."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.canonical import connected
from symkl.kernel.network import Networks
from symkl.kernel.poly import COL, ROW, SLOT, Atom, BudgetExceeded, Chain, Component, Labels, Monomial, Node, Poly, Rational, add_into, scaled
from symkl.kernel.sort import Dimension

MOST_DEPTH = 60  # of relations that follow from one another
Letter = tuple[int, Labels]  # an atom with ROW and COL among its labels


class Words(Networks):
    """Products of letters: paths of matrices from ROW to COL, and how an inverse cancels against its matrix."""

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
            if not component or self.atoms[component[0][0]].kind == "identity" or self._chain(inside[0][0], ends) is None:
                continue
            if best is None or (len(component), component) > best[0]:
                best = (len(component), component), monomial, coefficient
        return None if best is None else best[1:]

    def _chain(self, number: int, ends: tuple[int, int]) -> Chain | None:
        """A component's nodes in order from the row end to the column end, each with the label it is entered and left by."""
        key = (number, ends)
        if key not in self._chains:
            self._chains[key] = self._chained(self.components[number], ends)
        return self._chains[key]

    def _chained(self, component: Component, ends: tuple[int, int]) -> Chain | None:
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
        return tuple(chain) if at == target else None

    def _match(
        self, nodes: list[Node], at: int, degree: dict[int, int], monomial: Monomial, labels: Labels, near: int, chain: tuple[int, int]
    ) -> tuple[set[int], int] | None:
        """The lead's letters next to the inverse's ``near`` end: the nodes used and the label at their far end."""
        slots = slots_of(len(labels))
        word = self._chain(monomial[0][0], (slots[-2], slots[-1]))
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
        chain = self._chain(inside[0][0], (ROW, COL))
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

    def cut(self, poly: Poly, size: Dimension) -> tuple[Poly, Poly, Poly] | None:
        """``A diag(v) B`` of square A and B: A, the entries of v by ROW, and B; None where a matrix is no such product."""
        nodes = self.nodes(next(iter(poly)))[0] if len(poly) == 1 else []
        outer = [n for n in nodes if n[1] in ((ROW,), (COL,))]
        inner = [n for n in nodes if n not in outer]
        if outer and {ROW, COL} <= {x for _, labels, _ in inner for x in labels}:
            inside = self.join(tuple((a, (ROW,), e) for a, _, e in outer))
            return scaled(self.join(tuple(inner)), *poly.values()), inside, self.single(self.identity(size), (ROW, COL))
        for label in sorted({x for _, labels, _ in nodes for x in labels if x >= 0}):
            entries = [n for n in nodes if n[1] == (label,)]
            ends = [n for n in nodes if label in n[1] and n not in entries]
            if not entries or len(ends) != 2 or self.atoms[entries[0][0]].ranges[0] != size:
                continue
            for near, far in (ends, ends[::-1]):
                sides = [(a, tuple(to if x == label else x for x in labels), e) for (a, labels, e), to in ((near, COL), (far, ROW))]
                groups = connected([*(n for n in nodes if n not in entries and n not in ends), *sides])
                matrices = [g for g in groups if {ROW, COL} <= {x for _, labels, _ in g for x in labels}]
                scalars = [n for g in groups if g not in matrices for n in g]
                if len(matrices) == 2 and not any({ROW, COL} & {*labels} for _, labels, _ in scalars):
                    inside = self.join((*scalars, *((a, (ROW,), e) for a, _, e in entries)))
                    return self.join(tuple(matrices[0])), scaled(inside, *poly.values()), self.join(tuple(matrices[1]))
        return None

    def common_places(self, poly: Poly, atom: int) -> tuple[int | None, ...]:
        """For each slot of a factor the free index that stands in it wherever the factor does, as i in every ``x_i``; else None."""
        found = [xs for m in poly for n, _ in m for a, xs, _ in self.components[n] if a == atom]
        return tuple(xs[0] if xs[0] < COL and len(set(xs)) == 1 else None for xs in zip(*found, strict=True))

    def _replaced(self, nodes: list[Node], without: set[int], terms: list[tuple[Rational, list[Node]]]) -> Poly:
        """The nodes with some of them replaced by a sum of products."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            self.depth = 0
            raise BudgetExceeded
        kept = [n for i, n in enumerate(nodes) if i not in without]
        total: Poly = {}
        for coefficient, more in terms:
            add_into(total, self.join(tuple(kept + more)), coefficient)
        self.depth -= 1
        return total

    def _start(self, nodes: list[Node]) -> int:
        return 1 + max((x for _, labels, _ in nodes for x in labels), default=0)


def slots_of(count: int) -> Labels:
    """The labels of an opaque atom's slots in its body."""
    return tuple(SLOT - i for i in range(count))
