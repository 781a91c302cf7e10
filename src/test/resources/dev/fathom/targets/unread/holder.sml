(* 300,000 pairs in a list: of each two words and more. *)
val kept = List.tabulate (300000, fn i => (i, Int.toString i));
val () = print ("least " ^ Int.toString (300000 * 32) ^ "\n");
val status = TextIO.openIn "/proc/self/stat";
val () = print ("ready " ^ hd (String.tokens (fn c => c = #" ") (TextIO.inputAll status)) ^ "\n");
val () = TextIO.flushOut TextIO.stdOut;
val _ = TextIO.inputLine TextIO.stdIn;
val () = print (Int.toString (length kept));
