"""Named tuples that cost little to declare: start-up time is a feature, and ``typing.NamedTuple`` compiles every annotation.

To the type checker this is ``typing.NamedTuple``; declaring one takes a tenth of the time.
"""

from __future__ import annotations

from _collections import _tuplegetter  # type: ignore[import-not-found]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    _constructors = {}

    def _constructor(fields, defaults, owner):
        """``__new__`` for these fields: one compiled function for each number of fields, its parameters renamed."""
        count = len(fields)
        known = _constructors.get(count)
        if known is None:
            names = "".join(f"_{i}, " for i in range(count))
            known = _constructors[count] = eval(f"lambda _cls, {names}: new(_cls, ({names}))", {"new": tuple.__new__})
        code = known.__code__.replace(co_varnames=("_cls", *fields), co_name="__new__", co_qualname=f"{owner}.__new__")
        return type(known)(code, known.__globals__, "__new__", defaults)

    class _Record(tuple):
        """The base of every record, a class like any other: what makes it is not asked again when one is made of it."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, /, **changes):
            found = tuple.__new__(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"{type(self).__name__} has no field {', '.join(changes)}")
            return found

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            told = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({told})"

        def __getnewargs__(self):
            return tuple(self)

    class _Declaring(type):
        """Makes the annotated names of a class the fields of a record."""

        def __new__(mcs, name, bases, namespace):
            fields = tuple(namespace.get("__annotations__", ()))
            given = [field for field in fields if field in namespace]
            if given != list(fields[len(fields) - len(given) :]):
                raise TypeError(f"{name}: a field without a default follows one with a default")
            defaults = {field: namespace[field] for field in given}
            namespace.update({field: _tuplegetter(at, field) for at, field in enumerate(fields)})
            made = _constructor(fields, tuple(defaults.values()), name)
            namespace.update(__slots__=(), __new__=made, __match_args__=fields, _fields=fields, _field_defaults=defaults)
            return type.__new__(type, name, (_Record,), namespace)

    NamedTuple = type.__new__(_Declaring, "NamedTuple", (_Record,), {"__slots__": ()})
