"""The expression parser: operator precedence over matched tokens. What a command means stands in ``notation/``."""

from __future__ import annotations

from symkl.latex import attach, naming, operators, symbols
from symkl.latex.brackets import shown_bracket
from symkl.latex.calculus import slashed
from symkl.latex.cursor import FACTORS, Parser
from symkl.latex.lexer import Token
from symkl.latex.syntax import Node
from symkl.latex.trouble import Unreadable
from symkl.source import Span

DEPTH = 60  # nesting of operands beyond this is a diagnostic


class ExpressionParser(Parser):
    """Operator precedence: items, relations, sums, products, factors."""

    # -- precedence: items, relations, sums, products, factors

    def items(self) -> Node:
        """What stands inside brackets: one expression or relation, or several with separators."""
        start, parts, separators = self.at, [self.item()], ""
        while True:
            if self.at >= self.end:
                break
            token = self.tokens[self.at]
            if token.kind != "sep" and (token.kind != "relation" or token.text != "colon"):
                break
            self.at += 1
            separators += ":" if token.kind == "relation" else token.text
            if separators.endswith(",|") and parts[-1].kind == "empty":
                raise Unreadable("lost-backslash", "',|,' stands where a divider should", self.span_from(self.at - 2), "write \\,\\|\\,")
            parts.append(self.item())
        if not separators:
            return parts[0]
        return Node("items", self.span_from(start), separators, tuple(parts))

    def item(self) -> Node:
        """An expression, perhaps with relations; 'empty' where there is none."""
        start = self.at
        token = self.peek()
        while token.kind == "text" and self.is_layout(token):
            self.at += 1
            token = self.peek()
            if token.kind not in ("end", "sep", "text", "relation"):
                self.beside_words(self.tokens[start])
        words: Node | None = None
        if self.at > start and token.kind in ("end", "sep", "relation"):
            words = Node("text", self.span_from(start), self.tokens[start].text.strip())
        if token.kind in ("end", "sep"):
            if words is not None:
                return words
            place = self.here().start
            return Node("empty", Span(place, place))
        left = words if token.kind == "relation" else self.evaluated()
        while self.at < self.end:
            token = self.tokens[self.at]
            if token.kind != "relation" or token.text == "colon":
                break
            self.at += 1
            relation = token.text
            more = self.peek().kind not in ("end", "sep", "relation")
            right = self.evaluated() if more else None
            left = Node("relation", self.span_from(start), relation, (left, right))
        if left is None:
            raise self.unexpected()
        return left

    def evaluated(self) -> Node:
        """A sum; a product with ``\\big|_{x = a}`` behind it is its value there, to which more may be added."""
        start, node = self.at, self.expression()
        if not self._is_at_point() or node.kind == "sum" and len(node.parts) > 1:
            return node  # of a sum it is not clear how much of it is meant
        self.at += 1
        value = self.postfixed(start, Node("group", self.span_from(start), ".|", (node,)))
        if self.peek().kind != "sign":
            return value
        more = self.expression()
        return Node("sum", self.span_from(start), "+" + more.text, (value, *more.parts))

    def _is_at_point(self) -> bool:
        bar, following = self.peek(), self.peek(1)
        return bar.kind == "sep" and bar.text == "|" and following.kind == "_" and following.start == bar.end

    def expression(self) -> Node:
        """A sum."""
        start, signs, terms = self.at, "", []
        while True:
            token = self.tokens[self.at] if self.at < self.end else self.nothing
            if token.kind == "sign":
                self.at += 1
                signs += token.text
                following = self.peek()
                if following.kind == "sign":
                    terms.append(self.signed(token, following))
                    continue
            elif not terms:
                signs = "+"
            else:
                break
            terms.append(self.product())
        if len(terms) == 1 and signs == "+" and self.tokens[start].kind != "sign":
            return terms[0]
        return Node("sum", self.span_from(start), signs, tuple(terms))

    def signed(self, first: Token, second: Token) -> Node:
        """A sign behind a sign: ``a + -b``; two equal ones are damage."""
        if first.text == second.text:
            twice = first.text * 2
            raise Unreadable("double-sign", f"{twice} is no operator", Span(first.start, second.end), f"write one {first.text}")
        start = self.at
        self.at += 1
        if self.peek().kind == "sign":
            raise self.unexpected()
        inner = self.product()
        return self.wrap("sum", start, second.text, inner)

    def product(self) -> Node:
        """Factors side by side. A function in whose unbracketed argument this stands ends it: \\log a \\log b."""
        start, signs, factors = self.at, " ", [self.factor()]
        while self.at < self.end:
            token = self.tokens[self.at]
            if token.kind in FACTORS:
                if token.kind == "text" and self.is_layout(token):
                    self.skip_words(token)
                    continue
                if self.heads and operators.operator_at(self, self.at) in self.heads:
                    break
                if token.before == "r":
                    message = "neither an operator nor a relation joins this to the row above"
                    raise Unreadable("missing-operator", message, self.here(), "write the sign that is lost here, or \\cdot")
                if token.kind == "number" and token.before == "g" and self.tokens[self.at - 1].kind in ("letter", "greek", "close"):
                    raise self.flattened(token)
                if token.kind == "number" and token.before == "s" and factors[-1].kind == "number":
                    raise Unreadable("digits-apart", "numbers side by side are printed as one", self.here(), "join them, or write \\cdot")
                sign = " "
            elif token.kind == "times":
                sign = "*" if token.text == "x" else token.text
                self.at += 1
                if self.peek().kind == "sign" and self.peek().text in "+-":
                    inner = self.at
                    text = self.take().text
                    negated = self.factor()
                    factors.append(self.wrap("sum", inner, text, negated))
                    signs += sign
                    continue
            else:
                break
            signs += sign
            factors.append(self.factor())
        if len(factors) == 1:
            return factors[0]
        return slashed(Node("product", self.span_from(start), signs, tuple(factors)), "d" not in self.table)

    def flattened(self, token: Token) -> Unreadable:
        """A digit right behind a letter or a bracket has lost what made it an index or a power."""
        letter = self.tokens[self.at - 1]
        if letter.kind == "close":
            advice = f"write ^{{{token.text}}}, or \\cdot {token.text}"
            return Unreadable("flattened", f"{token.text} right behind a bracket may be a power or a factor", Span(letter.start, token.end), advice)
        shown, span = letter.text + token.text, Span(letter.start, token.end)
        advice = f"write {letter.text}_{{{token.text}}} or {letter.text}^{{{token.text}}}"
        return Unreadable("flattened", f"{shown} may be an index or a power", span, advice)

    def factor(self) -> Node:
        """An operand with everything attached behind it."""
        self.depth += 1
        if self.depth > DEPTH:
            raise Unreadable("nesting", f"this nests deeper than {DEPTH}", self.here(), "name the inner parts")
        node = self.operand()
        self.depth -= 1
        return node

    def operand(self) -> Node:
        """By the kind of the token: a name, a number, brackets, or what a notation makes of it."""
        token = self.tokens[self.at] if self.at < self.end else self.nothing
        kind = token.kind
        if kind in ("letter", "greek"):
            return naming.name(self)
        if kind == "number":
            self.at += 1
            return self.postfixed(self.at - 1, self.number(token))
        if kind == "open":
            return self.postfixed(self.at, self.group())
        if kind == "{":
            return naming.brace(self)
        if kind in ("word", "operatorname", "text", "command", "begin"):
            return self.worded(token)
        if kind == "dots":
            self.at += 1
            return self.postfixed(self.at - 1, self.wrap("dots", self.at - 1, token.text))
        if kind == "times" and token.text == "*" and token.end - token.start > 1 and self.stands_alone():  # the dot of p(\cdot | x)
            self.at += 1
            return self.postfixed(self.at - 1, self.wrap("name", self.at - 1, "\\cdot"))
        return self.strange(token)

    def stands_alone(self) -> bool:
        """Whether the token at the cursor is all that stands between two brackets or separators."""
        before = self.tokens[self.at - 1].kind if self.at else "open"
        return before in ("open", "sep", "{", "_", "^") and self.peek(1).kind in ("end", "sep")

    def worded(self, token: Token) -> Node:
        """A command or a word: what its notation makes of it."""
        handler = self.grammar.get(token.text) if token.kind != "text" else None
        if handler is not None and token.kind in ("command", "begin"):
            self.head = self.at
            self.at += 1
            return handler(self, token)
        if token.kind == "begin":
            raise Unreadable("unknown-command", f"the environment {token.text} is not known here", self.here())
        return naming.word(self, token)

    def strange(self, token: Token) -> Node:
        """Tokens that no formula holds."""
        if token.kind == "lost":
            shown = "\\" + token.text
            raise Unreadable("lost-backslash", f"{token.text} after \\left or \\right has lost its backslash", self.here(), f"write {shown}")
        if token.text in symbols.PROSE:
            message = f"{token.text} is a sign of prose: what it stands for here is not clear"
            raise Unreadable("prose-sign", message, self.here(), f"write {symbols.PROSE[token.text]}")
        if token.kind == "foreign":
            raise Unreadable("foreign-text", f"{token.text!r} is not mathematics", self.here(), f"write \\text{{{token.text}}} or delete it")
        before = self.tokens[self.at - 1] if self.at else self.nothing
        if token.kind in ("^", "_") and before.kind == "sep" and before.text in "|P":
            span = Span(before.start, before.end)
            advice = "close it inside its brackets; evaluation at a point is \\left. f \\right|_{x=a}"
            raise Unreadable("unopened-bracket", "this bar closes nothing inside the brackets around it", span, advice)
        if token.kind in ("^", "_"):
            raise Unreadable("missing-operand", f"{token.text} has nothing to stand on", self.here(), f"write the base before {token.text}")
        if token.kind == "prime":
            raise Unreadable("missing-operand", "a prime has nothing to stand on", self.here(), "write the base before it")
        raise self.unexpected()

    def number(self, token: Token) -> Node:
        """Digits as they are; what a decimal point means is the elaborator's."""
        return Node("number", Span(token.start, token.end), token.text)

    def group(self) -> Node:
        """Brackets and what stands inside."""
        start, opener = self.at, self.peek()
        close = self.partner[start]
        if close < 0:
            raise Unreadable("unclosed-bracket", f"this {shown_bracket(opener)} is never closed", self.here(), "close it")
        inner = self.read_range(start + 1, close)
        self.at = close + 1
        text = opener.text + self.tokens[close].text
        if text == "{." and inner.kind == "cases":
            return inner
        if text == "..":
            return Node("group", self.span_from(start), "", (inner,))
        if "." in text and text not in (".|", "."):
            raise Unreadable("unclosed-bracket", "one of these brackets is invisible", self.span_from(start), "write the other bracket")
        return Node("group", self.span_from(start), text, (inner,))

    # -- what is attached behind

    def postfixed(self, start: int, node: Node) -> Node:
        """``node`` with subscript, superscripts, primes and factorials; ``start`` is its first token."""
        while True:
            kind = self.tokens[self.at].kind if self.at < self.end else "end"
            if kind == "_" or kind == "^" or kind == "prime":
                node = attach.scripted(self, start, node)
            elif kind == "factorial":
                self.at += 1
                node = self.wrap("factorial", start, "", node)
            else:
                return node
