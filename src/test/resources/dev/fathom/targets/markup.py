"""A target whose names are markup and script: of classes, modules, variables and attributes.

    markup.py [N]

Each of NAMES is the name of a class with N instances (default 2000), of a module that has them in a variable of
that name, and of an attribute of each. What shows them must show their text.
"""

import sys
import types

import truth

NAMES = ["<script>alert(1)</script>", '"});//', "</script><img src=x onerror=alert(2)>", "&lt;b&gt;${1}`'\\"]
COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 2000

for name in NAMES:
    made = type(name, (object,), {})
    objects = [made() for _ in range(COUNT)]
    for each in objects:
        setattr(each, name, [])
    module = types.ModuleType(name)
    setattr(module, name, objects)
    sys.modules[name] = module
    del objects, each, made, module

truth.serve()
