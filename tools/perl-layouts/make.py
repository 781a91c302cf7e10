#!/usr/bin/env python3
"""Makes a layout resource of perl from its header files: where the members of its structs stand.

    make.py [--resources DIR] COREDIR…

COREDIR is the directory with perl.h, such as /usr/lib/x86_64-linux-gnu/perl/5.36/CORE (Debian: libperl-dev). A C
file that states offsets is compiled against it to assembly, and read there: nothing is linked or run. A member that
this version has not is left out. Needs gcc. See README.md.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

RESOURCES = pathlib.Path(__file__).resolve().parent.parent.parent / "src/main/resources/dev/fathom/runtime/perl"

# The C type of each struct, under the name that the resource gives it, and its members.
STRUCTS = {
    "interp": ("struct interpreter", []),  # all that intrpvar.h declares
    "sv": ("SV", ["sv_any sv_refcnt sv_flags sv_u"]),
    "xpv": ("XPV", ["xmg_stash xmg_u xpv_cur xpv_len_u"]),
    "xpvmg": ("XPVMG", ["xiv_u xnv_u"]),
    "xpvav": ("XPVAV", ["xav_fill xav_max xav_alloc"]),
    "xpvhv": ("XPVHV", ["xhv_keys xhv_max"]),
    "xpvhv_with_aux": ("struct xpvhv_with_aux", ["xhv_aux"]),
    "xpvhv_aux": ("struct xpvhv_aux", [
        "xhv_name_u xhv_backreferences xhv_eiter xhv_name_count xhv_mro_meta",
        "xhv_class_superclass xhv_class_initfields_cv xhv_class_adjust_blocks xhv_class_fields xhv_class_param_map"]),
    "xpvcv": ("XPVCV", [
        "xcv_stash xcv_start_u xcv_root_u xcv_gv_u xcv_file xcv_padlist_u xcv_outside xcv_flags xcv_depth"]),
    "xpvio": ("XPVIO", [
        "xio_ofp xio_dirpu xio_top_name xio_top_gv xio_fmt_name xio_fmt_gv xio_bottom_name xio_bottom_gv",
        "xiv_u"]),
    "xpvlv": ("XPVLV", ["xlv_targ xlv_targoff_u"]),
    "xpvinvlist": ("XINVLIST", ["prev_index"]),
    "regexp": ("struct regexp", [
        "mother_re paren_names substrs pprivate offs subbeg saved_copy qr_anoncv recurse_locinput",
        "logical_to_parno parno_to_logical parno_to_logical_next"]),
    "regexp_internal": ("struct regexp_internal", ["regstclass data code_blocks"]),
    "xobject": ("XPVOBJ", ["xobject_maxfield xobject_fields"]),
    "gp": ("GP", ["gp_sv gp_io gp_cv gp_hv gp_av gp_form gp_egv gp_file_hek gp_refcnt"]),
    "magic": ("MAGIC", ["mg_moremagic mg_virtual mg_type mg_flags mg_len mg_obj mg_ptr"]),
    "he": ("HE", ["hent_next hent_hek he_valu"]),
    "hek": ("HEK", ["hek_hash hek_len hek_key"]),
    "shared_he": ("struct shared_he", ["shared_he_hek"]),
    "padlist": ("PADLIST", ["xpadl_max xpadl_arr"]),
    "padnamelist": ("PADNAMELIST", ["xpadnl_fill xpadnl_alloc xpadnl_max xpadnl_refcnt"]),
    "padname": ("PADNAME", [
        "xpadn_pv xpadn_ourstash xpadn_type_u xpadn_low xpadn_refcnt xpadn_len xpadn_flags xpadn_fieldinfo"]),
    "stackinfo": ("PERL_SI", ["si_stack si_cxstack si_prev si_next si_cxix si_cxmax"]),
    "op": ("OP", ["op_next op_sibparent op_ppaddr op_targ"]),
    "opslab": ("OPSLAB", ["opslab_next opslab_head opslab_freed opslab_size opslab_slots"]),
    "cop": ("COP", ["cop_line cop_file cop_filegv cop_stashoff cop_warnings cop_hints_hash"]),
    "mro_meta": ("struct mro_meta", [
        "mro_linear_all mro_linear_current mro_nextmethod isa super destroy"]),
    "perlio": ("PerlIOl", ["next tab flags"]),
    "context": ("PERL_CONTEXT", []),
    "perliobuf": ("PerlIOBuf", ["buf"]),
}

# A variable of the interpreter is a member only where perl is threaded.
PREAMBLE = """
#define PERL_CORE
#include "EXTERN.h"
#include "perl.h"
#include "perliol.h"
#include "regcomp.h"
#include <stddef.h>
#define TELL(name, value) __asm__ volatile ("\\n# offset " name " %c0" : : "i" ((long) (value)))
"""


class Trouble(Exception):
    """What the user has to know, in a sentence."""


def program(rows):
    lines = [PREAMBLE.rstrip("\n"), "void tell(void) {"]
    for name, type_, member in rows:
        value = f"sizeof({type_})" if member is None else f"offsetof({type_}, {member})"
        lines.append(f'TELL("{name} {member or "size"}", {value});')
    for part in ("REVISION", "VERSION", "SUBVERSION"):
        lines.append(f'TELL("version {part}", PERL_{part});')
    return "\n".join(lines) + "\n}\n"


def compiled(core, rows, work):
    """What the program tells, without what the compiler did not know."""
    source = work / "offsets.c"
    while True:
        source.write_text(program(rows), encoding="utf-8")
        command = ["gcc", "-w", "-S", "-fmax-errors=0", "-D_GNU_SOURCE", "-D_FILE_OFFSET_BITS=64", f"-I{core}",
                   str(source), "-o", str(work / "offsets.s")]
        done = subprocess.run(command, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"})
        if done.returncode == 0:
            return (work / "offsets.s").read_text(encoding="utf-8")
        first = program([]).split("\n").index("void tell(void) {") + 2
        wrong = {int(line) - first for line in re.findall(r"offsets\.c:(\d+):\d+: error", done.stderr)}
        kept = [row for number, row in enumerate(rows) if number not in wrong]
        if len(kept) == len(rows):
            raise Trouble(f"{core}: {done.stderr.strip()[:2000]}")
        rows = kept


def layout(core):
    rows = []
    variables = re.findall(r"^PERLVARA?I?C?\(I, *(\w+)", (core / "intrpvar.h").read_text(encoding="utf-8"), re.MULTILINE)
    for name, (type_, members) in STRUCTS.items():
        rows.append((name, type_, None))
        if name == "interp":
            members = ["I" + variable for variable in variables]
        rows += [(name, type_, member) for member in " ".join(members).split()]
    with tempfile.TemporaryDirectory() as work:
        assembly = compiled(core, rows, pathlib.Path(work))
    structs = {}
    for name, member, value in re.findall(r"^# offset (\w+) (\w+) \$?(\d+)$", assembly, re.MULTILINE):
        member = re.sub("^I", "", member) if name == "interp" else member
        structs.setdefault(name, {})[member] = int(value)
    version = structs.pop("version")
    return {"version": "%d.%d.%d" % tuple(version.values()), "structs": structs}


def text(made):
    """One line a struct."""
    lines = [f"  {json.dumps(name)}: {json.dumps(struct)}" for name, struct in made["structs"].items()]
    return f'{{"version": {json.dumps(made["version"])}, "structs": {{\n' + ",\n".join(lines) + "}}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resources", type=pathlib.Path, default=RESOURCES)
    parser.add_argument("core", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    arguments.resources.mkdir(parents=True, exist_ok=True)
    for core in arguments.core:
        made = layout(core)
        short = ".".join(made["version"].split(".")[:2])
        file = arguments.resources / f"perl-{short}.json"
        file.write_text(text(made), encoding="utf-8")
        print(f"{file.name}: {len(made['structs'])} structs of perl {made['version']}")


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        sys.exit(f"make.py: {trouble}")
