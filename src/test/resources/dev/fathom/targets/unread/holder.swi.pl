% 200,000 atoms and as many facts, of which each has a word and more.
:- initialization(main).

main :-
    forall(between(1, 200000, I), (atom_concat(text, I, X), assertz(fact(I, X)))),
    Least is 200000 * 16,
    format("least ~d~n", [Least]),
    current_prolog_flag(pid, P),
    format("ready ~d~n", [P]),
    flush_output,
    get_char(_).
