/* What a library of compiled modules has beside what mypyc makes: how a module without a file of its own is started,
   what was made ready when it was built, records, and rational numbers. */
#include <Python.h>
#include <structmember.h>
#include "table.h"

/* -- the classes of `symkl.record`: declared in C, and called without an interpreted `__new__` -------------------------------------------------- */

static PyObject *fields_name, *defaults_name, *base, *field_maker;

/* The record with these fields, the others by name or by default. */
static PyObject *filled(PyTypeObject *type, PyObject *const *given, Py_ssize_t count, PyObject *names) {
    PyObject *fields = PyDict_GetItemWithError(type->tp_dict, fields_name), *defaults = PyDict_GetItemWithError(type->tp_dict, defaults_name);
    if (fields == NULL || defaults == NULL) return PyErr_Format(PyExc_TypeError, "%s is no record", type->tp_name);
    Py_ssize_t size = PyTuple_GET_SIZE(fields), by_name = names == NULL ? 0 : PyTuple_GET_SIZE(names), used = 0;
    if (count > size) return PyErr_Format(PyExc_TypeError, "%s has %zd fields, but %zd are given", type->tp_name, size, count);
    PyObject *made = type->tp_alloc(type, size);
    for (Py_ssize_t at = 0; made != NULL && at < size; at++) {
        PyObject *value = at < count ? given[at] : NULL, *field = PyTuple_GET_ITEM(fields, at);
        for (Py_ssize_t place = 0; value == NULL && place < by_name; place++)
            if (PyUnicode_Compare(PyTuple_GET_ITEM(names, place), field) == 0) value = given[count + place], used++;
        if (value == NULL && (value = PyDict_GetItemWithError(defaults, field)) == NULL) {
            PyErr_Format(PyExc_TypeError, "%s lacks its field %U", type->tp_name, field);
            Py_CLEAR(made);
        }
        else PyTuple_SET_ITEM(made, at, Py_NewRef(value));
    }
    if (made != NULL && used < by_name) {
        PyErr_Format(PyExc_TypeError, "%s has no such field, or it is given twice: %R", type->tp_name, names);
        Py_CLEAR(made);
    }
    return made;
}

static PyObject *record(PyObject *type, PyObject *const *given, size_t flags, PyObject *names) {
    return filled((PyTypeObject *)type, given, PyVectorcall_NARGS(flags), names);
}

static PyObject *new_record(PyObject *self, PyObject *const *given, Py_ssize_t count, PyObject *names) {
    if (count < 1 || !PyType_Check(given[0])) return PyErr_Format(PyExc_TypeError, "a record's class is asked for");
    return filled((PyTypeObject *)given[0], given + 1, count - 1, names);
}

/* The record with some fields changed. */
static PyObject *replaced(PyObject *self, PyObject *const *given, Py_ssize_t count, PyObject *names) {
    Py_ssize_t changes = names == NULL ? 0 : PyTuple_GET_SIZE(names), size = PyTuple_GET_SIZE(self), used = 0;
    PyTypeObject *type = Py_TYPE(self);
    PyObject *fields = PyObject_GetAttr((PyObject *)type, fields_name), *made = fields == NULL ? NULL : type->tp_alloc(type, size);
    for (Py_ssize_t at = 0; made != NULL && at < size; at++) {
        PyObject *value = PyTuple_GET_ITEM(self, at);
        for (Py_ssize_t place = 0; place < changes; place++)
            if (PyUnicode_Compare(PyTuple_GET_ITEM(names, place), PyTuple_GET_ITEM(fields, at)) == 0) value = given[place], used++;
        PyTuple_SET_ITEM(made, at, Py_NewRef(value));
    }
    Py_XDECREF(fields);
    if (made != NULL && (count || used < changes)) {
        PyErr_Format(PyExc_ValueError, "%s has not all of these fields: %R", type->tp_name, names);
        Py_CLEAR(made);
    }
    return made;
}

static PyMethodDef replace_method = {"_replace", (PyCFunction)(void (*)(void))replaced, METH_FASTCALL | METH_KEYWORDS, NULL};
static PyMethodDef new_method = {"__new__", (PyCFunction)(void (*)(void))new_record, METH_FASTCALL | METH_KEYWORDS, NULL};

/* Puts the fields of a record that is declared, and what makes it, into its namespace; 0, or -1 with an exception. */
static int described(PyObject *name, PyObject *namespace) {
    PyObject *told = PyDict_GetItemString(namespace, "__annotations__"), *made = PyCFunction_New(&new_method, NULL);
    PyObject *fields = told == NULL ? PyTuple_New(0) : PySequence_Tuple(told), *defaults = PyDict_New(), *none = PyTuple_New(0);
    int wrong = made == NULL || fields == NULL || defaults == NULL || none == NULL;
    for (Py_ssize_t at = 0; !wrong && at < PyTuple_GET_SIZE(fields); at++) {
        PyObject *field = PyTuple_GET_ITEM(fields, at), *value = PyDict_GetItemWithError(namespace, field), *slot = NULL;
        if (value != NULL) wrong = PyDict_SetItem(defaults, field, value) < 0;
        else if (PyDict_GET_SIZE(defaults))
            wrong = 1, PyErr_Format(PyExc_TypeError, "%U: a field without a default follows one with a default", name);
        if (!wrong) wrong = (slot = PyObject_CallFunction(field_maker, "nO", at, field)) == NULL || PyDict_SetItem(namespace, field, slot) < 0;
        Py_XDECREF(slot);
    }
    wrong = wrong || PyDict_SetItemString(namespace, "__slots__", none) < 0 || PyDict_SetItemString(namespace, "__new__", made) < 0
        || PyDict_SetItemString(namespace, "__match_args__", fields) < 0 || PyDict_SetItem(namespace, fields_name, fields) < 0
        || PyDict_SetItem(namespace, defaults_name, defaults) < 0;
    Py_XDECREF(made);
    Py_XDECREF(fields);
    Py_XDECREF(defaults);
    Py_XDECREF(none);
    return wrong ? -1 : 0;
}

/* `__new__` of the metaclass: `symkl.record` does the same in Python. */
static PyObject *declared(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    if (count != 4 || !PyDict_Check(given[3])) return PyErr_Format(PyExc_TypeError, "a name, bases and a namespace are asked for");
    if (described(given[1], given[3]) < 0) return NULL;
    PyObject *made = PyObject_CallFunction((PyObject *)&PyType_Type, "O(O)O", given[1], base, given[3]);
    if (made != NULL) ((PyTypeObject *)made)->tp_vectorcall = record;
    return made;
}

/* The base of all records, and what makes a field of a place and a name. */
static PyObject *records(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    if (count != 2 || !PyType_Check(given[0])) return PyErr_Format(PyExc_TypeError, "a base and a maker of fields are asked for");
    PyObject *replace = PyDescr_NewMethod((PyTypeObject *)given[0], &replace_method);
    if (replace == NULL || PyObject_SetAttrString(given[0], "_replace", replace) < 0) return NULL;
    Py_DECREF(replace);
    Py_XSETREF(base, Py_NewRef(given[0]));
    Py_XSETREF(field_maker, Py_NewRef(given[1]));
    Py_RETURN_NONE;
}

static PyObject *enter(PyObject *self, PyObject *capsule) {
    void *start = PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule));
    return start == NULL ? NULL : ((PyObject *(*)(void))start)();
}

/* What was made ready when the library was built (`symkl.compiling`), marshalled. */
static PyObject *told(PyObject *self, PyObject *nothing) {
    return PyBytes_FromStringAndSize((const char *)table, sizeof table);
}

/* -- the arithmetic of `symkl.refute.rational`, for numbers of 62 bits; of larger ones, and of other types, its own functions are asked -------- */

enum {ADD, SUBTRACT, SUBTRACTED, MULTIPLY, NEGATE, EQUAL, HASH, COUNT};
static PyTypeObject *quick;
static Py_ssize_t above_at, below_at, hash_at;
static PyObject *in_python[COUNT], *ratio_in_python;
static const char *const names[COUNT] = {"__add__", "__sub__", "__rsub__", "__mul__", "__neg__", "__eq__", "__hash__"};

#define FIELD(of, at) (*(PyObject **)((char *)(of) + (at)))

static int small(PyObject *value, long long *found) {
    int overflow;
    if (!PyLong_Check(value)) return 0;
    *found = PyLong_AsLongLongAndOverflow(value, &overflow);
    return !overflow && *found < (1LL << 62) && *found > -(1LL << 62);
}

static int parts(PyObject *value, long long *above, long long *below) {
    if (Py_TYPE(value) != quick) return *below = 1, small(value, above);
    return small(FIELD(value, above_at), above) && small(FIELD(value, below_at), below);
}

/* A judge that does nothing but reckon meets no interpreted code: here it sees that the clock has rung. */
static PyObject *fraction(long long above, long long below) {
    if (PyErr_CheckSignals() < 0) return NULL;
    long long a = above < 0 ? -above : above, b = below;
    while (b) { long long rest = a % b; a = b; b = rest; }
    if (a == below) return PyLong_FromLongLong(above / below);
    PyObject *made = quick->tp_alloc(quick, 0);
    if (made == NULL) return NULL;
    FIELD(made, above_at) = PyLong_FromLongLong(above / a);
    FIELD(made, below_at) = PyLong_FromLongLong(below / a);
    if (FIELD(made, above_at) == NULL || FIELD(made, below_at) == NULL) Py_CLEAR(made);
    return made;
}

static PyObject *ratio(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    long long above, below;
    if (count == 2 && small(given[0], &above) && small(given[1], &below) && below > 0) return fraction(above, below);
    return PyObject_Vectorcall(ratio_in_python, given, count, NULL);
}

static PyObject *by_python(int which, PyObject *self, PyObject *other) {
    PyObject *given[] = {self, other};
    return PyObject_Vectorcall(in_python[which], given, other == NULL ? 1 : 2, NULL);
}

static PyObject *sum(int which, PyObject *self, PyObject *other) {
    long long a, b, c, d, left, right, above, below;
    if (!parts(self, &a, &b) || !parts(other, &c, &d)) return by_python(which, self, other);
    if (which == SUBTRACT) c = -c;
    if (which == SUBTRACTED) a = -a;
    if (b == d) left = a, right = c, below = b;
    else if (__builtin_mul_overflow(a, d, &left) || __builtin_mul_overflow(c, b, &right) || __builtin_mul_overflow(b, d, &below))
        return by_python(which, self, other);
    return __builtin_add_overflow(left, right, &above) || above == LLONG_MIN ? by_python(which, self, other) : fraction(above, below);
}

static PyObject *add(PyObject *self, PyObject *other) { return sum(ADD, self, other); }
static PyObject *subtract(PyObject *self, PyObject *other) { return sum(SUBTRACT, self, other); }
static PyObject *subtracted(PyObject *self, PyObject *other) { return sum(SUBTRACTED, self, other); }

static PyObject *negate(PyObject *self, PyObject *nothing) {
    long long above, below;
    return parts(self, &above, &below) ? fraction(-above, below) : by_python(NEGATE, self, NULL);
}

static PyObject *multiply(PyObject *self, PyObject *other) {
    long long a, b, c, d, above, below;
    if (!parts(self, &a, &b) || !parts(other, &c, &d) || __builtin_mul_overflow(a, c, &above) || __builtin_mul_overflow(b, d, &below)
        || above == LLONG_MIN)
        return by_python(MULTIPLY, self, other);
    return fraction(above, below);
}

static PyObject *equal(PyObject *self, PyObject *other) {
    if (PyLong_Check(other)) Py_RETURN_FALSE;
    if (Py_TYPE(other) != quick) return by_python(EQUAL, self, other);
    int same = PyObject_RichCompareBool(FIELD(self, above_at), FIELD(other, above_at), Py_EQ);
    if (same > 0) same = PyObject_RichCompareBool(FIELD(self, below_at), FIELD(other, below_at), Py_EQ);
    return same < 0 ? NULL : PyBool_FromLong(same);
}

/* Python's hash of a number: the numerator divided by the denominator modulo a prime. */
static PyObject *hash(PyObject *self, PyObject *nothing) {
    const long long prime = (1LL << 61) - 1;
    long long above, below, a, b, x = 0, y = 1;
    if (FIELD(self, hash_at) != NULL) return Py_NewRef(FIELD(self, hash_at));
    if (sizeof(Py_hash_t) != 8 || !parts(self, &above, &below) || below % prime == 0) return by_python(HASH, self, NULL);
    for (a = prime, b = below % prime; b; ) { long long times = a / b, rest = a % b, next = x - times * y; a = b; b = rest; x = y; y = next; }
    long long size = (above < 0 ? -above : above) % prime, value = (long long)((__int128)size * (x < 0 ? x + prime : x) % prime);
    value = above < 0 ? -value : value;
    FIELD(self, hash_at) = PyLong_FromLongLong(value == -1 ? -2 : value);
    return Py_XNewRef(FIELD(self, hash_at));
}

static PyMethodDef quick_methods[] = {
    {"__add__", add, METH_O, NULL}, {"__radd__", add, METH_O, NULL}, {"__mul__", multiply, METH_O, NULL}, {"__rmul__", multiply, METH_O, NULL},
    {"__sub__", subtract, METH_O, NULL}, {"__rsub__", subtracted, METH_O, NULL}, {"__neg__", negate, METH_NOARGS, NULL},
    {"__eq__", equal, METH_O, NULL}, {"__hash__", hash, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL},
};
static PyMethodDef ratio_method = {"ratio", (PyCFunction)(void (*)(void))ratio, METH_FASTCALL, NULL};

static Py_ssize_t place_of(PyTypeObject *type, const char *name) {
    PyObject *found = PyObject_GetAttrString((PyObject *)type, name);
    Py_ssize_t place = found != NULL && Py_IS_TYPE(found, &PyMemberDescr_Type) ? ((PyMemberDescrObject *)found)->d_member->offset : 0;
    Py_XDECREF(found);
    return place;
}

/* `Quick` with its most used methods in C; returns `ratio` in C. */
static PyObject *arithmetic(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    if (count != 2 || !PyType_Check(given[0])) return PyErr_Format(PyExc_TypeError, "a class and a function are asked for");
    PyTypeObject *type = (PyTypeObject *)given[0];
    above_at = place_of(type, "_numerator"), below_at = place_of(type, "_denominator"), hash_at = place_of(type, "_known_hash");
    if (PyErr_Occurred() || !above_at || !below_at || !hash_at) return PyErr_Clear(), Py_NewRef(given[1]);
    for (int which = 0; which < COUNT; which++)
        if ((in_python[which] = PyObject_GetAttrString(given[0], names[which])) == NULL) return NULL;
    quick = (PyTypeObject *)Py_NewRef(given[0]);
    ratio_in_python = Py_NewRef(given[1]);
    for (PyMethodDef *each = quick_methods; each->ml_name != NULL; each++) {
        PyObject *made = PyDescr_NewMethod(type, each);
        if (made == NULL || PyObject_SetAttrString(given[0], each->ml_name, made) < 0) return NULL;
        Py_DECREF(made);
    }
    return PyCFunction_New(&ratio_method, NULL);
}

static PyMethodDef methods[] = {{"enter", enter, METH_O, NULL}, {"declared", (PyCFunction)(void (*)(void))declared, METH_FASTCALL, NULL},
                                {"records", (PyCFunction)(void (*)(void))records, METH_FASTCALL, NULL}, {"table", told, METH_NOARGS, NULL},
                                {"arithmetic", (PyCFunction)(void (*)(void))arithmetic, METH_FASTCALL, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "symkl_entry", NULL, -1, methods};

PyMODINIT_FUNC PyInit_symkl_entry(void) {
    fields_name = PyUnicode_InternFromString("_fields");
    defaults_name = PyUnicode_InternFromString("_field_defaults");
    return fields_name == NULL || defaults_name == NULL ? NULL : PyModule_Create(&module);
}
