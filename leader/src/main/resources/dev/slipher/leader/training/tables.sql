create table small (id integer not null, name varchar(20) not null, area integer) diststyle all;
create table member (
    id integer not null, name varchar(30), code char(8), area smallint, since date, credit decimal(12,2),
    score double precision, active boolean, remark varchar(100)
) diststyle key distkey (id) sortkey (id);
create table event (
    id bigint not null, member_id integer not null, item_id integer not null, kind char(1), channel varchar(12),
    day date not null, at timestamp, zoned timestamptz, price decimal(12,2), rate decimal(4,2), quantity decimal(15,2),
    total decimal(30,4), weight real, ratio double precision, optional integer, sparse varchar(20), note varchar(80),
    version integer not null, batch integer not null, digest bigint not null, origin varchar(10)
) diststyle key distkey (member_id) sortkey (day);
create table item (id integer not null, brand varchar(12), label varchar(60), price decimal(10,2), stock integer) diststyle even;
insert into small select i, 'area ' || i, i % 5 from generate_series(0, 24) i;
insert into member
    select i, 'Member#' || i, lpad(i::varchar, 8, '0'), i % 25, date '2001-03-01' + i % 3000, (i % 977) * 7.31 - 500, i * 0.37,
        i % 3 = 0, case when i % 4 = 0 then null when i % 9 = 0 then 'asked for special requests ' || i else 'plain words ' || (i * 7919 % 10007) end
    from generate_series(1, 20000) i;
insert into item
    select i, 'Brand#' || (i % 25), 'label ' || (i % 5) || case when i % 3 = 0 then ' green' else ' red' end || ' kind ' || (i % 7), i % 1000 + 0.99, i * 31 % 9999
    from generate_series(1, 8000) i;
insert into event
    select i, i * 7919 % 20000 + 1, i * 10007 % 8000 + 1, case when i % 2 = 0 then 'A' when i % 3 = 0 then 'N' else 'R' end,
        case i % 5 when 0 then 'web' when 1 then 'store' when 2 then 'phone' when 3 then 'mail' else 'partner' end,
        date '2005-01-01' + i / 80, timestamp '2005-01-01 00:00:00' + i * interval '1 minute',
        timestamptz '2005-01-01 00:00:00+00' + i * interval '1 minute', i * 7 % 100000 / 100.0 + 1, i % 11 / 100.0,
        i % 50 + 1, i * 1000003.1234, i % 1000 / 8.0, i * 0.001, case when i % 7 = 0 then null else i % 4096 end,
        case when i % 10 = 0 then 'value ' || (i % 300) else null end, 'note number ' || (i * 31 % 100003) || ' of many',
        7, i / 16000, i * 6364136223846793005::numeric(38) % 9223372036854775807, 'here'
    from generate_series(1, 160000) i;
analyze event;
