; 300,000 conses of a cons of a number and a text: of each two words and more.
(defvar *kept* (loop for i below 300000 collect (list i (format nil "~a" i))))
(format t "least ~a~%" (* 300000 64))
(with-open-file (status "/proc/self/stat") (format t "ready ~a~%" (read status)))
(finish-output)
(read-char)
(print (length *kept*))
