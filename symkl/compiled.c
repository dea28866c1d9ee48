/* What a library of compiled modules has beside what mypyc makes: how a module without a file of its own is started, and records made in C. */
#include <Python.h>
#include "table.h"

static PyObject *constructor;

/* The record with these fields, the others by default; NULL without an exception where the arguments ask for more than that. */
static PyObject *filled(PyTypeObject *type, PyObject *const *given, Py_ssize_t count) {
    PyObject *made_by = PyDict_GetItemWithError(type->tp_dict, constructor);
    if (made_by == NULL || !PyFunction_Check(made_by)) return NULL;
    PyObject *defaults = PyFunction_GET_DEFAULTS(made_by);
    Py_ssize_t fields = ((PyCodeObject *)PyFunction_GET_CODE(made_by))->co_argcount - 1;
    Py_ssize_t needed = fields - (defaults == NULL ? 0 : PyTuple_GET_SIZE(defaults));
    if (count < needed || count > fields) return NULL;
    PyObject *made = type->tp_alloc(type, fields);
    for (Py_ssize_t at = 0; made != NULL && at < fields; at++) {
        PyObject *value = at < count ? given[at] : PyTuple_GET_ITEM(defaults, at - needed);
        PyTuple_SET_ITEM(made, at, Py_NewRef(value));
    }
    return made;
}

/* As Python makes an instance, by `__new__`: arguments by name, and what is to be complained of. */
static PyObject *called(PyObject *type, PyObject *const *given, Py_ssize_t count, PyObject *names) {
    PyObject *made = NULL, *places = PyTuple_New(count), *named = PyDict_New();
    if (places == NULL || named == NULL) goto done;
    for (Py_ssize_t at = 0; at < count; at++) PyTuple_SET_ITEM(places, at, Py_NewRef(given[at]));
    for (Py_ssize_t at = 0; names != NULL && at < PyTuple_GET_SIZE(names); at++)
        if (PyDict_SetItem(named, PyTuple_GET_ITEM(names, at), given[count + at]) < 0) goto done;
    made = PyType_Type.tp_call(type, places, named);
done:
    Py_XDECREF(places);
    Py_XDECREF(named);
    return made;
}

static PyObject *record(PyObject *type, PyObject *const *given, size_t flags, PyObject *names) {
    Py_ssize_t count = PyVectorcall_NARGS(flags);
    PyObject *made = names == NULL ? filled((PyTypeObject *)type, given, count) : NULL;
    return made != NULL || PyErr_Occurred() ? made : called(type, given, count, names);
}

/* A class that `symkl.record` declared, called without an interpreted `__new__` from now on. */
static PyObject *quickened(PyObject *self, PyObject *type) {
    ((PyTypeObject *)type)->tp_vectorcall = record;
    return Py_NewRef(type);
}

static PyObject *enter(PyObject *self, PyObject *capsule) {
    void *start = PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule));
    return start == NULL ? NULL : ((PyObject *(*)(void))start)();
}

/* What was made ready when the library was built (`symkl.compiling`), marshalled. */
static PyObject *told(PyObject *self, PyObject *nothing) {
    return PyBytes_FromStringAndSize((const char *)table, sizeof table);
}

static PyMethodDef methods[] = {{"enter", enter, METH_O, NULL}, {"quickened", quickened, METH_O, NULL}, {"table", told, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "symkl_entry", NULL, -1, methods};

PyMODINIT_FUNC PyInit_symkl_entry(void) {
    constructor = PyUnicode_InternFromString("_constructor");
    return constructor == NULL ? NULL : PyModule_Create(&module);
}
