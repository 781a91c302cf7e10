"""What the layout resources of CPython hold: the structs, and which fields of them.

One row a struct. The order of the rows is the order in the resources, and a base stands before
the structs built on it. Used by extract.py (inside gdb) and by make.py.
"""

import re


class Struct:
    """A struct to look for.

    name    the name the resources use: the one most CPython versions have in their C source
    aka     other C names (typedefs or tags) it has or had in some version
    witness a field it must have, where another file of the interpreter has a type of that name
    base    the struct it repeats at its start by means of a macro. Where C embeds the base as a
            member, as `PyObject_HEAD` does from 3.0 on, make.py sees it without being told
    types   the Python types (`tp_name`) whose instances have this struct, each with the versions
            it is true for: "bytes@3-", "weakref@-3.9". Types that a Python `class` statement makes
            have such names too, without a dot, so a version in which a name is no longer the
            interpreter's own must be excluded
    hoist   a member that only groups fields which other versions have directly: its fields are
            named as if they were the struct's own
    frame   a member that C declares as an array of objects (or as one frame, from 3.14 on) while
            frames of any length are laid out from there: not object pointers to follow
    keep    a pattern of the field names to keep; everything if not given
    drop    a pattern of field names not to keep
    """

    def __init__(self, name, types="", *, aka=(), witness=None, base=None, hoist=None, frame=None,
                 keep=".*", drop="$^"):
        self.name = name
        self.candidates = [name, *aka]
        self.witness = witness
        self.base = base
        self.hoist = hoist
        self.frame = frame
        self.types = types.split()
        self.keep = re.compile(keep)
        self.drop = re.compile(drop)

    def keeps(self, field):
        return bool(self.keep.fullmatch(field)) and not self.drop.fullmatch(field)

    def type_names(self, version):
        """The Python types of this struct in a version such as (3, 11)."""
        names = []
        for entry in self.types:
            name, _, span = entry.partition("@")
            first, _, last = span.partition("-")
            low = tuple(map(int, first.split("."))) if first else (0,)
            high = tuple(map(int, last.split("."))) if last else (99,)
            if low <= version and version[: len(high)] <= high:
                names.append(name)
        return names


EXCEPTION = "PyBaseExceptionObject"

# Structs of objects and of what hangs off them. They do not change within an X.Y: make.py checks
# that for every build it is given.
OBJECTS = [
    # Include/object.h
    Struct("PyObject", "object NoneType NotImplementedType ellipsis",
           aka=["_object"], keep="ob_refcnt|ob_refcnt_full|ob_overflow|ob_flags|ob_type"),
    Struct("PyVarObject"),
    # Modules/gcmodule.c, Include/objimpl.h, Include/internal/pycore_gc.h: it stands in front of
    # the object
    Struct("PyGC_Head", aka=["_gc_head"], hoist="gc", drop="dummy.*"),
    # Include/cpython/object.h
    Struct("PyTypeObject", aka=["_typeobject"], keep=(
        "tp_(name|basicsize|itemsize|dealloc|vectorcall_offset|flags|doc|traverse|weaklistoffset"
        "|methods|members|getset|base|dict|dictoffset|alloc|new|free|is_gc|bases|mro|cache"
        "|subclasses|weaklist|version_tag|finalize)")),
    Struct("PyHeapTypeObject", "type", aka=["_heaptypeobject"],
           keep=r"(_?ht_.*|_spec_cache\.(getitem|init))"),
    # Include/structmember.h, Include/descrobject.h, Include/methodobject.h: tables of a type
    Struct("PyMemberDef"),
    Struct("PyGetSetDef"),
    Struct("PyMethodDef"),

    # numbers
    Struct("PyIntObject", "int@-2.7 bool@-2.7"),
    Struct("PyLongObject", "long@-2.7 int@3- bool@3-", aka=["_longobject"],
           hoist="long_value"),
    Struct("PyFloatObject", "float"),
    Struct("PyComplexObject", "complex"),

    # text and bytes
    Struct("PyStringObject", "str@-2.7"),
    Struct("PyASCIIObject"),
    Struct("PyCompactUnicodeObject"),
    Struct("PyUnicodeObject", "unicode@-2.7 str@3-", drop=r"data\.\w+"),
    Struct("PyBytesObject", "bytes@3-"),
    Struct("PyByteArrayObject", "bytearray"),
    Struct("Py_buffer", aka=["bufferinfo"]),
    Struct("_PyManagedBufferObject", "managedbuffer@3-"),
    Struct("PyMemoryViewObject", "memoryview"),
    Struct("PyBufferObject", "buffer@-2.7"),
    Struct("PyPickleBufferObject", "pickle.PickleBuffer@3.8-"),

    # containers
    Struct("PyTupleObject", "tuple"),
    Struct("PyListObject", "list"),
    Struct("PyDictObject", "dict", aka=["_dictobject"]),
    Struct("PyDictEntry"),  # 2.7 only
    Struct("PyDictKeysObject", aka=["_dictkeysobject"]),
    Struct("PyDictKeyEntry"),
    Struct("PyDictUnicodeEntry"),
    Struct("PyDictValues", aka=["_dictvalues"]),
    Struct("_PyDictViewObject", "dict_keys dict_values dict_items odict_keys@3- odict_values@3-"
           " odict_items@3-", aka=["dictviewobject"]),
    Struct("PyODictObject", "collections.OrderedDict@3-", aka=["_odictobject"]),
    Struct("_ODictNode", aka=["_odictnode"]),
    Struct("setentry", witness="key"),
    Struct("PySetObject", "set frozenset", aka=["_setobject"]),
    Struct("proxyobject", "dictproxy@-2.7", witness="dict"),
    Struct("mappingproxyobject", "mappingproxy@3-"),
    Struct("dequeobject", "collections.deque"),
    Struct("BLOCK", aka=["block"], witness="leftlink"),  # of a deque, Modules/_collectionsmodule.c
    Struct("defdictobject", "collections.defaultdict"),
    Struct("arrayobject", "array.array"),
    Struct("PyHamtObject", "hamt@3.7-"),
    Struct("PyHamtNode_Bitmap", "hamt_bitmap_node@3.7-"),
    Struct("PyHamtNode_Array", "hamt_array_node@3.7-"),
    Struct("PyHamtNode_Collision", "hamt_collision_node@3.7-"),

    # code that can be called, and what it needs
    Struct("PyFunctionObject", "function"),
    Struct("PyMethodObject", "instancemethod@-2.7 method@3-"),
    Struct("PyInstanceMethodObject", "instancemethod@3-"),
    Struct("PyCFunctionObject", "builtin_function_or_method"),
    Struct("PyCMethodObject", "builtin_method@3.9-"),
    Struct("PyCodeObject", "code"),
    Struct("_PyCoCached"),
    Struct("PyCellObject", "cell"),
    Struct("classmethod", "classmethod", witness="cm_callable"),
    Struct("staticmethod", "staticmethod", witness="sm_callable"),
    Struct("propertyobject", "property", aka=["_PyPropertyObject"]),
    Struct("superobject", "super", witness="obj_type"),
    Struct("PyDescrObject"),
    Struct("PyMemberDescrObject", "member_descriptor", base="PyDescrObject"),
    Struct("PyGetSetDescrObject", "getset_descriptor", base="PyDescrObject"),
    Struct("PyMethodDescrObject", "method_descriptor classmethod_descriptor", base="PyDescrObject"),
    Struct("PyWrapperDescrObject", "wrapper_descriptor", base="PyDescrObject"),
    Struct("wrapperobject", "method-wrapper", witness="descr"),

    # frames, generators, coroutines
    Struct("PyFrameObject", "frame", aka=["_frame"], frame="_f_frame_data",
           drop=r"f_blockstack\[\].*"),
    Struct("_PyInterpreterFrame"),
    Struct("PyGenObject", "generator", frame="gi_iframe"),
    Struct("PyCoroObject", "coroutine@3-", frame="cr_iframe"),
    Struct("PyAsyncGenObject", "async_generator@3-", frame="ag_iframe"),
    Struct("PyCoroWrapper", "coroutine_wrapper@3-"),
    Struct("PyAsyncGenASend", "async_generator_asend@3-"),
    Struct("PyAsyncGenAThrow", "async_generator_athrow@3-"),
    Struct("_PyAsyncGenWrappedValue", "async_generator_wrapped_value@3-"),
    Struct("anextawaitableobject", "anext_awaitable@3.10-"),
    Struct("PyTracebackObject", "traceback", aka=["_traceback"]),
    Struct("PyContext", "Context@3.7-3.9 _contextvars.Context@3.10-", aka=["_pycontextobject"]),
    Struct("PyContextVar", "ContextVar@3.7-3.9 _contextvars.ContextVar@3.10-",
           aka=["_pycontextvarobject"]),
    Struct("PyContextToken", "Token@3.7-3.9 _contextvars.Token@3.10-",
           aka=["_pycontexttokenobject"]),

    # modules, old classes, weak references, the rest of Objects/
    Struct("PyModuleObject", "module"),
    Struct("PyModuleDef", "moduledef@3-", hoist="m_base"),
    Struct("PyClassObject", "classobj@-2.7"),
    Struct("PyInstanceObject", "instance@-2.7"),
    Struct("PyFileObject", "file@-2.7"),
    Struct("PyCObject", "PyCObject@-2.7"),
    Struct("PyCapsule", "PyCapsule"),
    Struct("PyWeakReference", aka=["_PyWeakReference"],
           types="weakref@-3.9 weakproxy@-3.9 weakcallableproxy@-3.9 weakref.ReferenceType@3.10-"
           " weakref.ProxyType@3.10- weakref.CallableProxyType@3.10-"),
    Struct("PySliceObject", "slice"),
    Struct("rangeobject", "xrange@-2.7 range@3-"),
    Struct("_PyNamespaceObject", "types.SimpleNamespace@3-"),
    Struct("gaobject", "types.GenericAlias@3.9-"),
    Struct("unionobject", "types.UnionType@3.10-3.13 typing.Union@3.14-"),
    Struct("typevarobject", "typing.TypeVar@3.12-"),
    Struct("typevartupleobject", "typing.TypeVarTuple@3.12-"),
    Struct("paramspecobject", "typing.ParamSpec@3.12-"),
    Struct("typealiasobject", "typing.TypeAliasType@3.12-"),
    Struct("templateobject", "string.templatelib.Template@3.14-"),
    Struct("interpolationobject", "string.templatelib.Interpolation@3.14-"),

    # exceptions: Include/pyerrors.h. Other exceptions have the struct of their tp_base
    Struct(EXCEPTION, "exceptions.BaseException@-2.7 BaseException@3-"),
    Struct("PyBaseExceptionGroupObject", "BaseExceptionGroup@3.11-", base=EXCEPTION),
    Struct("PyStopIterationObject", "StopIteration@3-", base=EXCEPTION),
    Struct("PySystemExitObject", "exceptions.SystemExit@-2.7 SystemExit@3-", base=EXCEPTION),
    Struct("PyImportErrorObject", "ImportError@3-", base=EXCEPTION),
    Struct("PyOSErrorObject", "exceptions.EnvironmentError@-2.7 OSError@3-", base=EXCEPTION,
           aka=["PyEnvironmentErrorObject"]),
    Struct("PySyntaxErrorObject", "exceptions.SyntaxError@-2.7 SyntaxError@3-", base=EXCEPTION),
    Struct("PyUnicodeErrorObject", "exceptions.UnicodeEncodeError@-2.7"
           " exceptions.UnicodeDecodeError@-2.7 exceptions.UnicodeTranslateError@-2.7"
           " UnicodeEncodeError@3- UnicodeDecodeError@3- UnicodeTranslateError@3-",
           base=EXCEPTION),
    Struct("PyNameErrorObject", "NameError@3.10-", base=EXCEPTION),
    Struct("PyAttributeErrorObject", "AttributeError@3.10-", base=EXCEPTION),

    # iterators of Objects/ and of Python/bltinmodule.c
    Struct("seqiterobject", "iterator"),
    Struct("calliterobject", "callable-iterator@-2.7 callable_iterator@3-"),
    Struct("listiterobject", "listiterator@-2.7 list_iterator@3-", aka=["_PyListIterObject"]),
    Struct("listreviterobject", "listreverseiterator@-2.7 list_reverseiterator@3-"),
    Struct("tupleiterobject", "tupleiterator@-2.7 tuple_iterator@3-", aka=["_PyTupleIterObject"]),
    Struct("dictiterobject", "dictionary-keyiterator@-2.7 dictionary-valueiterator@-2.7"
           " dictionary-itemiterator@-2.7 dict_keyiterator@3- dict_valueiterator@3-"
           " dict_itemiterator@3- dict_reversekeyiterator@3.8- dict_reversevalueiterator@3.8-"
           " dict_reverseitemiterator@3.8-"),
    Struct("odictiterobject", "odict_iterator@3-"),
    Struct("setiterobject", "setiterator@-2.7 set_iterator@3-"),
    Struct("rangeiterobject", "rangeiterator@-2.7 range_iterator@3-", aka=["_PyRangeIterObject"]),
    Struct("longrangeiterobject", "longrange_iterator@3-"),
    Struct("unicodeiterobject", "str_iterator@3- str_ascii_iterator@3.11-"),
    Struct("striterobject", "bytes_iterator@3-"),
    Struct("bytesiterobject", "bytearray_iterator"),
    Struct("memoryiterobject", "memory_iterator@3.10-"),
    Struct("enumobject", "enumerate"),
    Struct("reversedobject", "reversed"),
    Struct("zipobject", "itertools.izip@-2.7 zip@3-", aka=["izipobject"]),
    Struct("mapobject", "itertools.imap@-2.7 map@3-", aka=["imapobject"], witness="func"),
    Struct("filterobject", "itertools.ifilter@-2.7 filter@3-", aka=["ifilterobject"],
           witness="func"),

    # Modules/itertoolsmodule.c
    Struct("accumulateobject", "itertools.accumulate@3-"),
    Struct("batchedobject", "itertools.batched@3.12-"),
    Struct("chainobject", "itertools.chain"),
    Struct("combinationsobject", "itertools.combinations"),
    Struct("cwrobject", "itertools.combinations_with_replacement"),
    Struct("compressobject", "itertools.compress", witness="selectors"),
    Struct("countobject", "itertools.count"),
    Struct("cycleobject", "itertools.cycle"),
    Struct("dropwhileobject", "itertools.dropwhile"),
    Struct("filterfalseobject", "itertools.ifilterfalse@-2.7 itertools.filterfalse@3-",
           aka=["ifilterfalseobject"]),
    Struct("groupbyobject", "itertools.groupby"),
    Struct("_grouperobject", "itertools._grouper"),
    Struct("isliceobject", "itertools.islice"),
    Struct("pairwiseobject", "itertools.pairwise@3.10-"),
    Struct("permutationsobject", "itertools.permutations"),
    Struct("productobject", "itertools.product"),
    Struct("repeatobject", "itertools.repeat"),
    Struct("starmapobject", "itertools.starmap"),
    Struct("takewhileobject", "itertools.takewhile"),
    Struct("teeobject", "itertools.tee@-2.7 itertools._tee@3-"),
    Struct("teedataobject", "itertools.tee_dataobject@-2.7 itertools._tee_dataobject@3-"),
    Struct("ziplongestobject", "itertools.izip_longest@-2.7 itertools.zip_longest@3-",
           aka=["iziplongestobject"]),

    # other modules of the standard library
    Struct("dequeiterobject", "deque_iterator@-2.7 deque_reverse_iterator@-2.7"
           " _collections._deque_iterator@3-3.11 _collections._deque_reverse_iterator@3-3.11"
           " collections._deque_iterator@3.12- collections._deque_reverse_iterator@3.12-"),
    Struct("_tuplegetterobject", "_collections._tuplegetter@3.8-3.11"
           " collections._tuplegetter@3.12-"),
    Struct("arrayiterobject", "arrayiterator@-3.9 array.arrayiterator@3.10-"),
    Struct("partialobject", "functools.partial"),
    Struct("keyobject", "functools.KeyWrapper@3-", witness="cmp"),
    Struct("lru_list_elem", "functools._lru_list_elem@3-"),
    Struct("lru_cache_object", "functools._lru_cache_wrapper@3-"),
    Struct("itemgetterobject", "operator.itemgetter"),
    Struct("attrgetterobject", "operator.attrgetter"),
    Struct("methodcallerobject", "operator.methodcaller"),
    Struct("fileio", "_io.FileIO"),
    Struct("buffered", "_io.BufferedReader _io.BufferedWriter _io.BufferedRandom"),
    Struct("rwpair", "_io.BufferedRWPair"),
    Struct("textio", "_io.TextIOWrapper"),
    Struct("bytesio", "_io.BytesIO"),
    Struct("stringio", "_io.StringIO"),
    Struct("bytesiobuf", "_io._BytesIOBuffer@3-"),
    Struct("nldecoder_object", "_io.IncrementalNewlineDecoder"),
    Struct("localobject", "thread._local@-2.7 _thread._local@3-", witness="args"),
    Struct("localdummyobject", "_thread._localdummy"),
    Struct("PatternObject", "_sre.SRE_Pattern@-3.6 re.Pattern@3.7-"),
    Struct("MatchObject", "_sre.SRE_Match@-3.6 re.Match@3.7-"),
    Struct("FutureObj", "_asyncio.Future@3-"),
    Struct("TaskObj", "_asyncio.Task@3-"),
    Struct("simplequeueobject", "_queue.SimpleQueue@3.7-"),
    Struct("mmap_object", "mmap.mmap"),
    Struct("PyDecObject", "decimal.Decimal@3-"),
    Struct("ElementObject", "xml.etree.ElementTree.Element@3-"),
    Struct("ElementObjectExtra"),
    Struct("CDataObject", "_ctypes._CData", aka=["tagCDataObject"], drop=r"b_value\.\w+"),
    Struct("PyDateTime_TZInfo", "datetime.tzinfo"),
    Struct("PyDateTime_Delta", "datetime.timedelta"),
    Struct("PyDateTime_Date", "datetime.date"),
    Struct("PyDateTime_Time", "datetime.time"),
    Struct("PyDateTime_DateTime", "datetime.datetime"),
    Struct("PyDateTime_TimeZone", "datetime.timezone@3-"),
]

# What leads to the objects, and the allocator. These move between micro versions and even between
# two builds of one version (see README.md), so they are kept by build id.
#
# Of the large states, every pointer to an object is kept (kept as "object", it is a root with a
# name), and of the rest what a walk needs.
RUNTIME = [
    # Include/internal/pycore_runtime.h
    Struct("_PyRuntimeState", aka=["pyruntimestate"], keep=(
        r"debug_offsets(\.(cookie|version|free_threaded))?|gc|interpreters\.(head|main)|main_thread"
        r"|main_tstate|gilstate\.tstate_current(\._value)?|static_objects|global_objects"
        r"|_main_interpreter|cached_objects\.interned_strings"
        r"|types\.managed_static\.types(\[\]\.type)?")),
    # Include/internal/pycore_interp.h
    Struct("PyInterpreterState", aka=["_is"], keep=(
        r"next|tstate_head|threads\.(head|main)|id|gc|modules|modules_by_index|imports\.modules"
        r"|imports\.modules_by_index|imports\.importlib|imports\.import_func|importlib|import_func"
        r"|sysdict|sysdict_copy|builtins|builtins_copy|modules_reloading|dict"
        r"|(codecs\.)?(codec_)?(search_path|search_cache|error_registry)"
        r"|before_forkers|after_forkers_parent|after_forkers_child|pyexitmodule|audit_hooks"
        r"|warnings\.(filters|once_registry|default_action)|atexit(\.callbacks|\.ncallbacks)?"
        r"|obmalloc|small_ints|slice_cache|(bytes|unicode)\.(empty_string|latin1|characters)"
        r"|(object_state\.freelists|float_state|tuple|list|frame|async_gen|context)(\.\w+)?"
        r"|dict_state(\.(keys_)?(free_list|numfree))?|exc_state\.\w+|callable_cache\.\w+"
        r"|types\.(builtins|num_builtins_initialized)|types\.(builtins|for_extensions)\.\w+"
        r"|common_consts|monitoring_callables|monitoring_tool_names|cached_objects\.\w+"
        r"|static_objects|interpreter_trampoline|executor_list_head|asyncio_tasks_head"
        r"|unicode\.unused_interned|threads\.preallocated|_initial_thread")),
    # Include/cpython/pystate.h
    Struct("PyThreadState", aka=["_ts"], drop=(
        r"_preserve_.*|_status.*|trace_info.*|remote_debugger_support.*|c_(profile|trace)func"
        r"|on_delete.*|.*recursion.*|tracing.*|use_tracing|gilstate_counter|what_event|overflowed"
        r"|stackcheck_counter|eval_breaker|.*_executor")),
    Struct("_PyThreadStateImpl", base="PyThreadState", keep=r"asyncio_\w+(\.\w+)?"),
    Struct("_PyCFrame", aka=["CFrame", "_cframe"]),
    Struct("_PyErr_StackItem", aka=["_err_stackitem"]),
    Struct("_PyStackChunk", aka=["_stack_chunk"], frame="data"),
    Struct("managed_static_type_state", aka=["static_builtin_state"]),
    # Include/internal/pycore_gc.h, mem.h before
    Struct("gc_generation"),
    Struct("_gc_runtime_state", keep=(
        "enabled|generations|generation0|permanent_generation|collecting|garbage|callbacks"
        "|heap_size|trash_delete_later|long_lived_.*")),
    # Include/internal/pycore_freelist.h, pycore_freelist_state.h
    Struct("_Py_object_freelists"),
    Struct("_Py_freelists"),
    Struct("_Py_freelist", witness="freelist"),
    # Objects/obmalloc.c, Include/internal/pycore_obmalloc.h
    Struct("pool_header", drop=r"ref(\._padding)?"),
    Struct("arena_object"),
    Struct("_obmalloc_state"),
    Struct("_obmalloc_mgmt", drop="n.*"),
    Struct("_obmalloc_usage"),
    Struct("arena_map_top_t"),
    Struct("arena_map_mid_t"),
    Struct("arena_map_bot_t", drop=r".*\[\].*"),
    Struct("arena_coverage_t"),
]

ALL = OBJECTS + RUNTIME
