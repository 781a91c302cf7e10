/* A program that is no perl but has three interpreters of it: one that perl knows, one that a variable of the program leads to, and one
 * to which only allocated memory does. Each has a hash of lists. Says `ready PID`, and sleeps.
 *
 *   interpreters [hidden]     the third one is there where `hidden` is said
 */
#include <EXTERN.h>
#include <perl.h>
#undef printf
#undef fflush
#undef stdout
#include <stdio.h>
#include <unistd.h>

PerlInterpreter *first, *second;
PerlInterpreter **pool;

static PerlInterpreter *begin(char *code) {
    char *arguments[] = {"", "-e", code, NULL};
    PerlInterpreter *my_perl = perl_alloc();
    PERL_SET_CONTEXT(my_perl);
    perl_construct(my_perl);
    perl_parse(my_perl, NULL, 3, arguments, NULL);
    perl_run(my_perl);
    return my_perl;
}

int main(int argc, char **argv, char **env) {
    int hidden = argc > 1;
    PERL_SYS_INIT3(&argc, &argv, &env);
    first = begin("our %cache = map { (\"key$_\" => [1 .. 10]) } 1 .. 1000;");
    if (hidden) {
        pool = malloc(100 * sizeof *pool);
        pool[50] = begin("our %cache = map { (\"key$_\" => [1 .. 10]) } 1 .. 200;");
    }
    second = begin("our %cache = map { (\"key$_\" => [1 .. 10]) } 1 .. 500; our @made = map { bless {}, 'Made' } 1 .. 700;");
    PERL_SET_CONTEXT(first);
    printf("ready %d\n", (int) getpid());
    fflush(stdout);
    char line[256];
    while (read(0, line, sizeof line) > 0) {}
    return 0;
}
