-module(app).
-export([start/0]).

start() ->
    Table = ets:new(things, [set, public]),
    [ets:insert(Table, {At, lists:flatten(io_lib:format("thing ~b", [At]))}) || At <- lists:seq(1, 200000)],
    erlang:garbage_collect(),
    file:write_file("truth.json", io_lib:format("{\"total\": ~b, \"ets\": ~b}", [erlang:memory(total), erlang:memory(ets)])),
    io:format("READY~n"),
    receive stop -> ets:info(Table) end.
