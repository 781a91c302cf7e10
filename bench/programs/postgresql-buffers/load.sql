create extension pg_buffercache;
create extension pg_prewarm;
create table t as select i, repeat('x', 200) as x from generate_series(1, 450000) i;
select pg_prewarm('t', 'buffer');
select count(*) from t where x like 'y%';
set enable_seqscan = on;
set synchronize_seqscans = off;
\o truth.json
select json_build_object('buffers', 8192 * count(*)) from pg_buffercache where relfilenode is not null;
\o
select pg_sleep(600);
