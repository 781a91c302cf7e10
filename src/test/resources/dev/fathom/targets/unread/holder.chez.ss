(define kept
  (let loop ((i 0) (l '()))
    (if (= i 300000) l (loop (+ i 1) (cons (vector i (number->string i)) l)))))
(collect)
(display "least ")
(display (div (* 8 (bytes-allocated)) 10)) ; some of it is of the boot file's reserve
(newline)
(display "ready ")
(display (call-with-input-file "/proc/self/stat" read))
(newline)
(flush-output-port)
(read-char)
(display (length kept))
