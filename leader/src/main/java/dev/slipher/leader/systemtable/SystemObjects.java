package dev.slipher.leader.systemtable;

import dev.slipher.compute.expression.function.FunctionRegistry;
import dev.slipher.compute.expression.function.FunctionSignature;
import dev.slipher.compute.expression.function.TypeNames;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** The built-in functions and types under their oids. */
public final class SystemObjects {
    /** Oids of functions follow their place in the alphabet; they are not stable between releases. */
    private static final int FIRST_FUNCTION_OID = 14_000;

    private static final List<FunctionSignature> FUNCTIONS = FunctionRegistry.signatures().stream()
            .sorted(Comparator.comparing(FunctionSignature::toString))
            .toList();

    private SystemObjects() {}

    /** Returns all functions; the oid of the one at {@code i} is {@link #functionOid(int)}. */
    static List<FunctionSignature> functions() {
        return FUNCTIONS;
    }

    static int functionOid(int index) {
        return FIRST_FUNCTION_OID + index;
    }

    /** Returns the function of that oid. */
    public static Optional<FunctionSignature> function(long oid) {
        long index = oid - FIRST_FUNCTION_OID;
        return index < 0 || index >= FUNCTIONS.size() ? Optional.empty() : Optional.of(FUNCTIONS.get((int) index));
    }

    /** Returns the oid of a function, the first of several that share the name; what it takes may follow in parentheses. */
    public static OptionalLong functionOid(String name) {
        int open = name.indexOf('(');
        var bare = unqualified(open < 0 ? name : name.substring(0, open));
        if (bare.equals("array_in")) {
            return OptionalLong.of(TypeRelations.ARRAY_IN);
        }
        return IntStream.range(0, FUNCTIONS.size())
                .filter(i -> FUNCTIONS.get(i).name().equals(bare))
                .mapToLong(SystemObjects::functionOid)
                .findFirst();
    }

    /** Returns the oid of a type by its name in {@code pg_type} or as SQL writes it. */
    public static OptionalLong typeOid(String name) {
        var bare = unqualified(name).replaceAll("\\(.*\\)", "");
        for (var type : TypeRelations.builtIn()) {
            if (type.name().equals(bare)) {
                return OptionalLong.of(type.oid());
            }
        }
        return TypeNames.findOid(bare);
    }

    private static String unqualified(String name) {
        var lower = name.strip().toLowerCase(Locale.ROOT).replace("\"", "");
        return lower.startsWith("pg_catalog.") ? lower.substring("pg_catalog.".length()) : lower;
    }
}
