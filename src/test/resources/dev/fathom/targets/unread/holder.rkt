#lang racket/base
(define kept (for/list ([i 300000]) (vector i (number->string i))))
(collect-garbage)
(printf "least ~a\n" (quotient (* 8 (current-memory-use)) 10))
(printf "ready ~a\n" (call-with-input-file "/proc/self/stat" read))
(flush-output)
(void (read-char))
(display (length kept))
