package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every function there is, by name; immutable, read once from the annotated methods of this package.
 *
 * <p>Forms that do not evaluate all arguments (COALESCE, NVL, NVL2, NULLIF, DECODE, GREATEST, LEAST) are functions here
 * too: a call of them is compiled like the CASE that it stands for.
 */
public final class FunctionRegistry {
    private static final int NEVER = 1_000;

    private static final List<Class<?>> SOURCES = List.of(
            StringFunctions.class,
            ArrayFunctions.class,
            CatalogFunctions.class,
            ObjectNameFunctions.class,
            PrivilegeFunctions.class,
            DefinitionFunctions.class,
            MathFunctions.class,
            DateFunctions.class,
            DateOperators.class,
            PeriodFunctions.class,
            PatternFunctions.class,
            HashFunctions.class,
            BinaryFunctions.class,
            FormatFunctions.class,
            JsonFunctions.class,
            SessionFunctions.class,
            SubqueryFunctions.class);

    private static final Map<String, List<Entry>> BY_NAME = load();

    private static final List<Entry> CASTS = casts();

    private FunctionRegistry() {}

    /** A signature with its method; aggregates, window functions and conditional forms have none here. */
    record Entry(FunctionSignature signature, @Nullable Method method, boolean preferred) {
        private Entry(FunctionSignature signature) {
            this(signature, null, false);
        }

        private Entry(String name, ScalarFunction annotation, Method method) {
            this(FunctionRegistry.signature(name, annotation), method, annotation.preferred());
        }
    }

    /** Returns every function under each of its names. */
    public static List<FunctionSignature> signatures() {
        return BY_NAME.values().stream()
                .flatMap(List::stream)
                .map(Entry::signature)
                .toList();
    }

    /** Returns whether any function has this name, in lower case. */
    public static boolean contains(String name) {
        return BY_NAME.containsKey(name);
    }

    /** Returns whether {@code name} is an aggregate function, which a call without OVER folds rows with. */
    public static boolean isAggregate(String name) {
        return BY_NAME.getOrDefault(name, List.of()).stream()
                .anyMatch(entry -> entry.signature().kind() == FunctionKind.AGGREGATE);
    }

    /** Returns whether {@code name} is a function that needs OVER. */
    public static boolean isWindow(String name) {
        return BY_NAME.getOrDefault(name, List.of()).stream()
                .anyMatch(entry -> entry.signature().kind() == FunctionKind.WINDOW);
    }

    /**
     * Chooses the function for a call, as PostgreSQL does: the fewest and shortest conversions win, and literals of no
     * type yet (strings in quotes, NULL, untyped parameters) take what the function wants, preferably text.
     *
     * @param arguments the type of each argument, empty for one without type
     * @throws SlipherException 42883 if no function takes these arguments
     */
    public static ResolvedFunction resolve(String name, List<Optional<SqlType>> arguments) {
        if (ConditionalForms.hasOwnRules(name)) {
            return ConditionalForms.resolve(name, arguments).orElseThrow(() -> undefined(name, arguments));
        }
        @Nullable Entry best = null;
        int bestCost = NEVER;
        for (var candidate : BY_NAME.getOrDefault(name, List.of())) {
            int cost = cost(candidate.signature(), arguments);
            if (cost < bestCost) {
                best = candidate;
                bestCost = cost;
            }
        }
        if (best == null) {
            throw undefined(name, arguments);
        }
        var types = parameterTypes(best.signature(), arguments).orElseThrow(() -> undefined(name, arguments));
        return new ResolvedFunction(best.signature(), types, best.signature().resultType(types));
    }

    /** Returns whether a function of this name takes arguments of exactly these types, none of them converted. */
    public static boolean takes(String name, List<SqlType> types) {
        var arguments = types.stream().map(Optional::of).toList();
        return BY_NAME.getOrDefault(name, List.of()).stream()
                .anyMatch(candidate -> cost(candidate.signature(), arguments) == 0);
    }

    /** Returns the scalar function that {@link #resolve} gave for arguments of exactly these types. */
    static Entry find(String name, List<SqlType> types) {
        var arguments = types.stream().map(Optional::of).toList();
        @Nullable Entry best = null;
        int bestCost = NEVER;
        for (var candidate : BY_NAME.getOrDefault(name, List.of())) {
            int cost = cost(candidate.signature(), arguments);
            if (cost < bestCost && candidate.signature().kind() == FunctionKind.SCALAR) {
                best = candidate;
                bestCost = cost;
            }
        }
        if (best == null) {
            throw undefined(name, arguments);
        }
        return best;
    }

    /** Returns the conversion from one family to another. */
    static Optional<Entry> findCast(TypeFamily from, TypeFamily to) {
        return CASTS.stream()
                .filter(entry -> entry.signature().parameter(0) == from
                        && entry.signature().result() == to)
                .findFirst();
    }

    private static int cost(FunctionSignature signature, List<Optional<SqlType>> arguments) {
        if (!signature.accepts(arguments.size())) {
            return NEVER;
        }
        int sum = 0;
        for (int i = 0; i < arguments.size(); i++) {
            var family = signature.parameter(i);
            sum += arguments
                    .get(i)
                    .map(type -> TypeRules.implicitCost(TypeFamily.of(type), family))
                    .orElse(family == TypeFamily.TEXT || family == TypeFamily.ANY ? 0 : 1);
        }
        return sum;
    }

    private static Optional<List<SqlType>> parameterTypes(
            FunctionSignature signature, List<Optional<SqlType>> arguments) {
        var types = new ArrayList<SqlType>();
        Optional<SqlType> common = Optional.empty();
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            var family = signature.parameter(i);
            if (family == TypeFamily.ANY && argument.isPresent()) {
                var type = argument.get();
                common = common.isEmpty() ? argument : TypeRules.common(common.get(), type);
                if (common.isEmpty()) {
                    return Optional.empty();
                }
            }
            types.add(argument.map(type -> parameterType(family, type)).orElse(family.widest()));
        }
        for (int i = 0; i < types.size(); i++) {
            if (signature.parameter(i) == TypeFamily.ANY && common.isPresent()) {
                types.set(i, common.get());
            }
        }
        return Optional.of(types);
    }

    private static SqlType parameterType(TypeFamily family, SqlType argument) {
        if (TypeFamily.of(argument) == family || family == TypeFamily.ANY) {
            return argument;
        }
        return switch (family) {
            case DECIMAL -> TypeFamily.of(argument).isInteger() ? DecimalRules.ofInteger(argument) : family.widest();
            case TEXT -> new SqlType.Varchar(TypeRules.length(argument));
            default -> family.widest();
        };
    }

    private static SlipherException undefined(String name, List<Optional<SqlType>> arguments) {
        var types = arguments.stream()
                .map(type -> type.map(known -> TypeFamily.of(known).sqlName()).orElse("unknown"))
                .collect(Collectors.joining(", "));
        return new SlipherException(
                        SqlState.UNDEFINED_FUNCTION, "function %s(%s) does not exist".formatted(name, types))
                .withHint("No function matches the given name and argument types."
                        + " You might need to add explicit type casts.");
    }

    private static List<Entry> casts() {
        var entries = new ArrayList<Entry>();
        for (var method : CastFunctions.class.getDeclaredMethods()) {
            var annotation = method.getAnnotation(ScalarFunction.class);
            if (annotation != null) {
                entries.add(new Entry("cast", annotation, method));
            }
        }
        return List.copyOf(entries);
    }

    private static Map<String, List<Entry>> load() {
        var entries = new HashMap<String, List<Entry>>();
        for (var source : SOURCES) {
            for (var method : source.getDeclaredMethods()) {
                var annotation = method.getAnnotation(ScalarFunction.class);
                if (annotation != null) {
                    for (var name : annotation.name()) {
                        add(entries, new Entry(name, annotation, method));
                    }
                }
            }
        }
        ConditionalForms.signatures().forEach(signature -> add(entries, new Entry(signature)));
        AggregateSignatures.all().forEach(signature -> add(entries, new Entry(signature)));
        // Reflection gives methods in no fixed order; equal costs must still choose the same function everywhere.
        entries.values()
                .forEach(list -> list.sort(
                        Comparator.comparing(Entry::preferred).reversed().thenComparing(FunctionRegistry::compare)));
        return entries;
    }

    private static int compare(Entry left, Entry right) {
        var first = left.signature().parameters();
        var second = right.signature().parameters();
        if (first.size() != second.size()) {
            return Integer.compare(first.size(), second.size());
        }
        for (int i = 0; i < first.size(); i++) {
            int order = Integer.compare(preference(first.get(i)), preference(second.get(i)));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** For arguments of no type, PostgreSQL prefers double precision among numbers, timestamps with zone among times. */
    private static int preference(TypeFamily family) {
        return switch (family) {
            case TEXT -> 0;
            case DOUBLE -> 1;
            case TIMESTAMPTZ -> 2;
            case TIMESTAMP -> 3;
            default -> 4 + family.ordinal();
        };
    }

    private static void add(Map<String, List<Entry>> entries, Entry entry) {
        entries.computeIfAbsent(entry.signature().name(), _ -> new ArrayList<>())
                .add(entry);
    }

    private static FunctionSignature signature(String name, ScalarFunction annotation) {
        return new FunctionSignature(
                name,
                FunctionKind.SCALAR,
                List.of(annotation.arguments()),
                annotation.variadic(),
                annotation.result(),
                annotation.rule(),
                annotation.length(),
                annotation.volatility(),
                !annotation.onNull());
    }
}
