package dev.slipher.leader.systemtable;

import java.util.List;

/** The rows of {@code pg_type}: the types that columns have and those that PostgreSQL's clients expect beside them. */
final class TypeRelations {
    static final List<SystemRelation> ALL = List.of(SystemRelation.table(
            1247,
            "pg_catalog",
            "pg_type",
            "oid oid, typname name, typnamespace oid, typowner oid, typlen int2, typbyval bool, typtype char, "
                    + "typcategory char, typispreferred bool, typisdefined bool, typdelim char, typrelid oid, "
                    + "typsubscript oid, typelem oid, typarray oid, typinput oid, typoutput oid, typreceive oid, "
                    + "typsend oid, typmodin oid, typmodout oid, typanalyze oid, typalign char, typstorage char, "
                    + "typnotnull bool, typbasetype oid, typtypmod int4, typndims int4, typcollation oid, "
                    + "typdefaultbin text, typdefault text, typacl text[]",
            (_, rows) -> builtIn().forEach(type -> type.addTo(rows))));

    /** PostgreSQL's {@code array_in}, by which clients tell arrays from other types. */
    static final int ARRAY_IN = 750;

    private static final int ARRAY_OUT = 751;

    private static final List<Type> BUILT_IN = """
        16 bool 1 t b B t 0 1000 c p 0
        17 bytea -1 f b U f 0 1001 i x 0
        18 char 1 t b Z f 0 1002 c p 0
        19 name 64 f b S f 18 1003 c p 950
        20 int8 8 t b N f 0 1016 d p 0
        21 int2 2 t b N f 0 1005 s p 0
        22 int2vector -1 f b A f 21 1006 i p 0
        23 int4 4 t b N f 0 1007 i p 0
        24 regproc 4 t b N f 0 1008 i p 0
        25 text -1 f b S t 0 1009 i x 100
        26 oid 4 t b N t 0 1028 i p 0
        27 tid 6 f b U f 0 1010 s p 0
        28 xid 4 t b U f 0 1011 i p 0
        29 cid 4 t b U f 0 1012 i p 0
        30 oidvector -1 f b A f 26 1013 i p 0
        700 float4 4 t b N f 0 1021 i p 0
        701 float8 8 t b N t 0 1022 d p 0
        705 unknown -2 f p X f 0 0 c p 0
        1000 _bool -1 f b A f 16 0 i x 0
        1001 _bytea -1 f b A f 17 0 i x 0
        1002 _char -1 f b A f 18 0 i x 0
        1003 _name -1 f b A f 19 0 i x 950
        1005 _int2 -1 f b A f 21 0 i x 0
        1007 _int4 -1 f b A f 23 0 i x 0
        1009 _text -1 f b A f 25 0 i x 100
        1014 _bpchar -1 f b A f 1042 0 i x 100
        1015 _varchar -1 f b A f 1043 0 i x 100
        1016 _int8 -1 f b A f 20 0 d x 0
        1021 _float4 -1 f b A f 700 0 i x 0
        1022 _float8 -1 f b A f 701 0 d x 0
        1028 _oid -1 f b A f 26 0 i x 0
        1033 aclitem 12 f b U f 0 1034 i p 0
        1034 _aclitem -1 f b A f 1033 0 i x 0
        1042 bpchar -1 f b S f 0 1014 i x 100
        1043 varchar -1 f b S f 0 1015 i x 100
        1082 date 4 t b D f 0 1182 i p 0
        1083 time 8 t b D f 0 1183 d p 0
        1114 timestamp 8 t b D f 0 1115 d p 0
        1115 _timestamp -1 f b A f 1114 0 d x 0
        1182 _date -1 f b A f 1082 0 i x 0
        1183 _time -1 f b A f 1083 0 d x 0
        1184 timestamptz 8 t b D t 0 1185 d p 0
        1185 _timestamptz -1 f b A f 1184 0 d x 0
        1186 interval 16 f b T t 0 1187 d p 0
        1187 _interval -1 f b A f 1186 0 d x 0
        1231 _numeric -1 f b A f 1700 0 i x 0
        1266 timetz 12 f b D f 0 1270 d p 0
        1270 _timetz -1 f b A f 1266 0 d x 0
        1700 numeric -1 f b N f 0 1231 i m 0
        1790 refcursor -1 f b U f 0 2201 i x 0
        2205 regclass 4 t b N f 0 2210 i p 0
        2206 regtype 4 t b N f 0 2211 i p 0
        2210 _regclass -1 f b A f 2205 0 i x 0
        2211 _regtype -1 f b A f 2206 0 i x 0
        2249 record -1 f p P f 0 2287 d x 0
        2275 cstring -2 f p P f 0 1263 c p 0
        2276 any 4 t p P f 0 0 i p 0
        2277 anyarray -1 f p P f 0 0 d x 0
        2278 void 4 t p P f 0 0 i p 0
        2279 trigger 4 t p P f 0 0 i p 0
        2283 anyelement 4 t p P f 0 0 i p 0
        2287 _record -1 f p P f 2249 0 d x 0
        2950 uuid 16 f b U f 0 2951 c p 0
        2951 _uuid -1 f b A f 2950 0 i x 0
        4089 regnamespace 4 t b N f 0 4090 i p 0
        6551 varbyte -1 f b U f 0 0 i x 0
        """.lines().map(Type::parse).toList();

    private TypeRelations() {}

    /** Returns the built-in types. */
    static List<Type> builtIn() {
        return BUILT_IN;
    }

    /** A built-in type: oid, name, length, by value, kind, category, preferred, element, array, alignment, storage, collation. */
    record Type(
            int oid,
            String name,
            int length,
            boolean byValue,
            String kind,
            String category,
            boolean preferred,
            int element,
            int array,
            String alignment,
            String storage,
            int collation) {
        static Type parse(String line) {
            var word = line.strip().split(" ");
            return new Type(
                    Integer.parseInt(word[0]),
                    word[1],
                    Integer.parseInt(word[2]),
                    word[3].equals("t"),
                    word[4],
                    word[5],
                    word[6].equals("t"),
                    Integer.parseInt(word[7]),
                    Integer.parseInt(word[8]),
                    word[9],
                    word[10],
                    Integer.parseInt(word[11]));
        }

        void addTo(RowCollector rows) {
            boolean isArray = category.equals("A");
            rows.add(
                    oid,
                    name,
                    Namespaces.PG_CATALOG_OID,
                    Namespaces.SYSTEM_OWNER_OID,
                    length,
                    byValue,
                    kind,
                    category,
                    preferred,
                    true,
                    ",",
                    0,
                    0,
                    element,
                    array,
                    isArray ? ARRAY_IN : 0,
                    isArray ? ARRAY_OUT : 0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    alignment,
                    storage,
                    false,
                    0,
                    -1,
                    0,
                    collation,
                    null,
                    null,
                    null);
        }
    }
}
