package dev.slipher.compute.expression.function;

import java.util.List;
import java.util.stream.Stream;

/** The functions that are written like calls but decide which arguments are evaluated. */
final class ConditionalForms {
    private ConditionalForms() {}

    static List<FunctionSignature> signatures() {
        return Stream.of(
                        form("coalesce", true, TypeFamily.ANY),
                        form("nvl", true, TypeFamily.ANY),
                        form("greatest", true, TypeFamily.ANY),
                        form("least", true, TypeFamily.ANY),
                        form("nullif", false, TypeFamily.ANY, TypeFamily.ANY))
                .toList();
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
