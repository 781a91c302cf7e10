create table t (i integer primary key, x text);
insert into t with recursive n(i) as (select 1 union all select i + 1 from n where i < 600000) select i, 'this is the text of row ' || i || hex(zeroblob(30)) from n;
.stats on
select count(*) from t;
.print READY
