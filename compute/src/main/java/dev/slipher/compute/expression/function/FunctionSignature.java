package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A function as the catalog shows it: its name, what it takes and what it gives.
 *
 * @param parameters in order; if {@code variadic} the last may be repeated
 * @param length of a TEXT result under {@link ResultRule#DECLARED}, 0 for the longest
 * @param strict whether a null argument alone makes the result null
 */
public record FunctionSignature(
        String name,
        FunctionKind kind,
        List<TypeFamily> parameters,
        boolean variadic,
        TypeFamily result,
        ResultRule rule,
        int length,
        Volatility volatility,
        boolean strict) {
    public FunctionSignature {
        parameters = List.copyOf(parameters);
    }

    boolean accepts(int argumentCount) {
        return argumentCount == parameters.size() || variadic && argumentCount >= parameters.size();
    }

    TypeFamily parameter(int index) {
        return parameters.get(Math.min(index, parameters.size() - 1));
    }

    /** Returns the result for arguments that were converted to {@code types}. */
    SqlType resultType(List<SqlType> types) {
        return switch (rule) {
            case DECLARED -> length > 0 ? new SqlType.Varchar(length) : result.widest();
            case FIRST_ARGUMENT -> types.getFirst();
            case SECOND_ARGUMENT -> types.get(1);
            case ARRAY_OF_FIRST -> new SqlType.Array(types.getFirst());
            case FIRST_LENGTH -> ofLength(TypeRules.length(types.getFirst()));
            case SUM_OF_LENGTHS ->
                ofLength(types.stream().mapToLong(TypeRules::length).sum());
            case COMMON_TYPE -> types.getLast();
            case WHOLE_DECIMAL -> DecimalRules.whole((SqlType.Decimal) types.getFirst());
            case MODULO_DECIMAL ->
                DecimalRules.modulo((SqlType.Decimal) types.getFirst(), (SqlType.Decimal) types.getLast());
            case SUM_DECIMAL ->
                DecimalRules.sum(
                        types.getFirst() instanceof SqlType.Decimal decimal
                                ? decimal
                                : DecimalRules.ofInteger(types.getFirst()));
            case AVERAGE_DECIMAL -> DecimalRules.average((SqlType.Decimal) types.getFirst());
        };
    }

    private SqlType ofLength(long length) {
        return result == TypeFamily.VARBYTE
                ? new SqlType.Varbyte(Math.clamp(length, 1, SqlType.MAX_VARBYTE_LENGTH))
                : new SqlType.Varchar(Math.clamp(length, 1, SqlType.MAX_VARCHAR_LENGTH));
    }

    @Override
    public String toString() {
        return parameters.stream().map(TypeFamily::sqlName).collect(Collectors.joining(", ", name + "(", ")"));
    }
}
