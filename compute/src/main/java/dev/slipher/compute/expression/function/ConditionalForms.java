package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The functions that are written like calls but decide which arguments are evaluated. */
final class ConditionalForms {
    private ConditionalForms() {}

    static List<FunctionSignature> signatures() {
        return Stream.of(
                        form("coalesce", true, TypeFamily.ANY),
                        form("nvl", true, TypeFamily.ANY),
                        form("isnull", true, TypeFamily.ANY),
                        form("greatest", true, TypeFamily.ANY),
                        form("least", true, TypeFamily.ANY),
                        form("nullif", false, TypeFamily.ANY, TypeFamily.ANY),
                        form("nvl2", false, TypeFamily.ANY, TypeFamily.ANY, TypeFamily.ANY),
                        form("decode", true, TypeFamily.ANY, TypeFamily.ANY, TypeFamily.ANY))
                .toList();
    }

    /** Returns whether a form's arguments do not all share one type. */
    static boolean hasOwnRules(String name) {
        return name.equals("nvl2") || name.equals("decode");
    }

    /**
     * Resolves {@code nvl2(tested, result, result)} and {@code decode(operand, value, result, …, otherwise)}: what is
     * compared shares one type, what is returned another.
     */
    static Optional<ResolvedFunction> resolve(String name, List<Optional<SqlType>> arguments) {
        var signature = signatures().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        if (!signature.accepts(arguments.size())) {
            return Optional.empty();
        }
        boolean decode = name.equals("decode");
        Optional<SqlType> compared = Optional.empty();
        Optional<SqlType> returned = Optional.empty();
        for (int i = 0; i < arguments.size(); i++) {
            if (isResult(i, arguments.size(), decode)) {
                returned = joined(returned, arguments.get(i));
            } else {
                compared = joined(compared, arguments.get(i));
            }
        }
        var comparedType = compared.orElse(TypeFamily.TEXT.widest());
        var returnedType = returned.orElse(TypeFamily.TEXT.widest());
        var types = new ArrayList<SqlType>();
        for (int i = 0; i < arguments.size(); i++) {
            types.add(isResult(i, arguments.size(), decode) ? returnedType : comparedType);
        }
        return Optional.of(new ResolvedFunction(signature, types, returnedType));
    }

    private static boolean isResult(int index, int count, boolean decode) {
        return decode ? index > 0 && (index % 2 == 0 || index == count - 1) : index > 0;
    }

    private static Optional<SqlType> joined(Optional<SqlType> known, Optional<SqlType> next) {
        return next.isEmpty()
                ? known
                : known.isEmpty()
                        ? next
                        : Optional.of(TypeRules.common(known.get(), next.get())
                                .orElseThrow(() -> new SlipherException(
                                        SqlState.DATATYPE_MISMATCH,
                                        "types %s and %s cannot be matched".formatted(known.get(), next.get()))));
    }

    private static FunctionSignature form(String name, boolean variadic, TypeFamily... parameters) {
        return new FunctionSignature(
                name,
                FunctionKind.SCALAR,
                List.of(parameters),
                variadic,
                TypeFamily.ANY,
                ResultRule.COMMON_TYPE,
                0,
                Volatility.IMMUTABLE,
                false);
    }
}
