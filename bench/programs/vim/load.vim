let g:lines = map(range(300000), {at -> 'the text of line ' . at . repeat('x', 60)})
call writefile(['{"items": ' . len(g:lines) . ', "least": ' . len(g:lines) * 130 . '}'], 'truth.json')
while 1
  sleep 1
endwhile
