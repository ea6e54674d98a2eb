package dev.slipher.compute.expression.function;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The types of {@code pg_type} by oid, as SQL writes them. */
public final class TypeNames {
    private static final Map<Long, String> TYPE_NAMES = Map.ofEntries(
            Map.entry(16L, "boolean"),
            Map.entry(17L, "bytea"),
            Map.entry(18L, "\"char\""),
            Map.entry(19L, "name"),
            Map.entry(20L, "bigint"),
            Map.entry(21L, "smallint"),
            Map.entry(23L, "integer"),
            Map.entry(25L, "text"),
            Map.entry(26L, "oid"),
            Map.entry(700L, "real"),
            Map.entry(701L, "double precision"),
            Map.entry(1042L, "character"),
            Map.entry(1043L, "character varying"),
            Map.entry(1082L, "date"),
            Map.entry(1083L, "time without time zone"),
            Map.entry(1114L, "timestamp without time zone"),
            Map.entry(1184L, "timestamp with time zone"),
            Map.entry(1186L, "interval"),
            Map.entry(1266L, "time with time zone"),
            Map.entry(1700L, "numeric"),
            Map.entry(22L, "int2vector"),
            Map.entry(30L, "oidvector"),
            Map.entry(1033L, "aclitem"),
            Map.entry(2205L, "regclass"),
            Map.entry(2206L, "regtype"),
            Map.entry(2249L, "record"),
            Map.entry(2276L, "\"any\""),
            Map.entry(2277L, "anyarray"),
            Map.entry(2278L, "void"),
            Map.entry(2279L, "trigger"),
            Map.entry(2283L, "anyelement"),
            Map.entry(2950L, "uuid"),
            Map.entry(4089L, "regnamespace"),
            Map.entry(6551L, "binary varying"));

    private static final Map<Long, Long> ARRAY_ELEMENTS = Map.ofEntries(
            Map.entry(1000L, 16L),
            Map.entry(1001L, 17L),
            Map.entry(1002L, 18L),
            Map.entry(1003L, 19L),
            Map.entry(1005L, 21L),
            Map.entry(1007L, 23L),
            Map.entry(1009L, 25L),
            Map.entry(1014L, 1042L),
            Map.entry(1015L, 1043L),
            Map.entry(1016L, 20L),
            Map.entry(1021L, 700L),
            Map.entry(1022L, 701L),
            Map.entry(1028L, 26L),
            Map.entry(1034L, 1033L),
            Map.entry(1115L, 1114L),
            Map.entry(1182L, 1082L),
            Map.entry(1183L, 1083L),
            Map.entry(1185L, 1184L),
            Map.entry(1187L, 1186L),
            Map.entry(1231L, 1700L),
            Map.entry(1270L, 1266L),
            Map.entry(2210L, 2205L),
            Map.entry(2211L, 2206L));

    /** Lengths in type modifiers count four bytes that PostgreSQL once stored with each value. */
    private static final int MODIFIER_OFFSET = 4;

    private TypeNames() {}

    /**
     * Returns a type as SQL writes it.
     *
     * @param modifier as in {@code atttypmod}, -1 for none
     */
    public static Optional<String> find(long oid, long modifier) {
        var element = ARRAY_ELEMENTS.get(oid);
        if (element != null) {
            return find(element, modifier).map(name -> name + "[]");
        }
        var name = TYPE_NAMES.get(oid);
        if (name == null) {
            return Optional.empty();
        }
        long length = modifier - MODIFIER_OFFSET;
        if (length < 0) {
            return Optional.of(name);
        }
        if (oid == 1700) {
            return Optional.of("%s(%d,%d)".formatted(name, length >> 16, length & 0xFFFF));
        }
        boolean sized = oid == 1042 || oid == 1043 || oid == 6551;
        return Optional.of(sized ? "%s(%d)".formatted(name, length) : name);
    }

    /** Returns the oid of a type by such a name, in lower case and without length or precision. */
    public static OptionalLong findOid(String name) {
        if (name.endsWith("[]")) {
            var element = findOid(name.substring(0, name.length() - 2));
            return ARRAY_ELEMENTS.entrySet().stream()
                    .filter(array -> element.isPresent() && array.getValue() == element.getAsLong())
                    .mapToLong(Map.Entry::getKey)
                    .findFirst();
        }
        return TYPE_NAMES.entrySet().stream()
                .filter(type -> type.getValue().equals(name))
                .mapToLong(Map.Entry::getKey)
                .findFirst();
    }
}
