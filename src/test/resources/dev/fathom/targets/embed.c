/* A program that is no perl but has one in it: runs a few lines of Perl, says `ready PID`, and sleeps. */
#include <EXTERN.h>
#include <perl.h>
#undef printf
#undef fflush
#undef stdout
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv, char **env) {
    char *arguments[] = {"", "-e", "our %cache = map { (\"key$_\" => [1 .. 10]) } 1 .. 1000;", NULL};
    PERL_SYS_INIT3(&argc, &argv, &env);
    PerlInterpreter *my_perl = perl_alloc();
    perl_construct(my_perl);
    perl_parse(my_perl, NULL, 3, arguments, NULL);
    perl_run(my_perl);
    printf("ready %d\n", (int) getpid());
    fflush(stdout);
    char line[256];
    while (read(0, line, sizeof line) > 0) {}
    return 0;
}
