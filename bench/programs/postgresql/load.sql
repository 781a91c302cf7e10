do $$ begin
  for i in 1 .. 3000 loop
    execute format('prepare p%s(int) as select relname, relkind, %s + $1 as n from pg_class where oid = $1 and relnatts > %s order by 1', i, i, i);
    execute format('execute p%s(%s)', i, i);
  end loop;
end $$;
\o truth.json
select json_build_object('total', sum(total_bytes), 'used', sum(used_bytes)) from pg_backend_memory_contexts;
\o
select pg_sleep(600);
