create table port (id integer not null, country varchar(30), berths smallint, depth decimal(6,2)) diststyle all;
create table ship (id integer not null, owner varchar(40), built date, tons integer, class varchar(15), rating double precision) distkey (id);
create table voyage (
    id bigint not null, ship_id integer not null, origin integer, target integer, departed timestamp, arrived timestamp,
    cargo varchar(20), weight decimal(14,3), fee decimal(12,2), discount decimal(4,2), crew smallint, delayed boolean, remark varchar(60)
) distkey (ship_id) sortkey (departed);
insert into port select i, 'country ' || (i % 40), i % 30, (i % 97) * 0.25 from generate_series(1, 600) i;
insert into ship
    select i, 'owner ' || (i * 7907 % 3001), date '1970-01-01' + i % 18000, i * 31 % 250000,
        case i % 4 when 0 then 'tanker' when 1 then 'container' when 2 then 'bulk' else 'ferry' end, i % 1000 / 10.0
    from generate_series(1, 60000) i;
insert into voyage
    select i, i::bigint * 6151 % 60000 + 1, i % 600 + 1, i * 13 % 600 + 1, timestamp '2012-01-01 00:00:00' + i * interval '3 minutes',
        case when i % 50 = 0 then null else timestamp '2012-01-06 00:00:00' + i * interval '3 minutes' end,
        case i % 6 when 0 then 'grain' when 1 then 'oil' when 2 then 'cars' when 3 then 'ore' when 4 then 'paper' else 'mixed' end,
        i * 17 % 90000 / 7.0, i * 11 % 700000 / 100.0, i % 16 / 100.0, i % 45, i % 9 = 0, 'log entry ' || (i * 37 % 1000003)
    from generate_series(1, :rows) i;
