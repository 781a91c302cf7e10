; a cell has four words
(set 'kept (map (fn (i) (string "text " i)) (sequence 1 200000)))
(println "least " (* 32 200000))
(println "ready " (sys-info 7))
(read-line)
(println (length kept))
