let kept = Array.init 300000 (fun i -> (i, string_of_int i, [ i ]))

let () =
  Gc.full_major ();
  Printf.printf "least %d\n" ((Gc.stat ()).Gc.live_words * 8);
  let status = open_in "/proc/self/stat" in
  Printf.printf "ready %s\n%!" (List.hd (String.split_on_char ' ' (input_line status)));
  ignore (read_line ());
  print_int (Array.length kept)
